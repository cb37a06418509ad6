import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder, VoidChoice, VoidPreview } from "@liveotter/contracts/promoter/orders";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain, refusal } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { SelectField, TextField, Tick } from "../../ui/field.tsx";
import { counted, formatMoney } from "../../ui/money.ts";
import { VOID_REASON_NAMES } from "../../ui/order-words.tsx";
import { performanceName } from "../../ui/performance-name.ts";
import { tell } from "../../ui/toast.tsx";
import { takeOrder } from "./take-order.ts";

interface Props {
  readonly order: MyOrder;
  readonly event: MyEvent | undefined;
  readonly onClose: () => void;
}

type Item = MyOrder["items"][number];
type Reason = VoidChoice["reason"];
const REASONS = Object.keys(VOID_REASON_NAMES) as Reason[]; // a table's keys are its reasons

const mayChoose = ({ cancelled, placesKept }: Item): boolean => !cancelled || placesKept;

/** Makes tickets void and leaves the money alone. The effect is shown first; exactly that is done, or nothing. */
export function VoidDialog({ order, event, onClose }: Props) {
  const left = order.items.filter(mayChoose);
  const lost = order.payments.some(({ dispute }) => dispute === "lost");
  const [itemIds, setItemIds] = useState<readonly string[]>(left.map(({ id }) => id));
  const [reason, setReason] = useState<Reason>(lost ? "lost_dispute" : "fraud");
  const [freePlaces, setFreePlaces] = useState(true);
  const [note, setNote] = useState("");
  const chosen = left.filter(({ id, placesKept }) => itemIds.includes(id) && (freePlaces || !placesKept));
  const choice: VoidChoice | null =
    chosen.length === 0 ? null : { itemIds: chosen.map(({ id }) => id), reason, freePlaces };
  const preview = useQuery({
    queryKey: ["orders", "one", order.id, "void", order.items, choice],
    queryFn: ({ signal }) => (choice === null ? null : answer(api.previewVoid(order.id, choice, { signal }))),
    enabled: choice !== null,
    select: (seen) => seen ?? undefined,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const what = `void ${order.id}`;
  const doing = useMutation({
    mutationFn: (body: VoidChoice & { readonly version: number; readonly note: string }) =>
      answer(api.createVoid(order.id, body, { key: keyFor(what, body) })),
    onSuccess: (after) => {
      forgetKey(what);
      takeOrder(after);
      tell("Done. The tickets no longer work.");
      onClose();
    },
    onError: (error) => {
      if (refusal(error) === "conflict" || refusal(error) === "invalid-state")
        void queryClient.invalidateQueries({ queryKey: ["orders", "one", order.id] });
    },
  });
  const effect = choice === null || preview.isPlaceholderData ? undefined : preview.data;
  const failure = doing.error ?? preview.error;
  return (
    <Dialog open onClose={onClose} title={`Void tickets of order ${order.number}`}>
      <form
        className="form"
        onSubmit={(submit) => {
          submit.preventDefault();
          if (choice !== null && effect !== undefined && !doing.isPending)
            doing.mutate({ ...choice, version: effect.version, note: note.trim() });
        }}
      >
        <p>The tickets stop working at once. No money is refunded.</p>
        <fieldset className="choices">
          <legend>Which tickets</legend>
          {left.map((item) => (
            <Tick
              key={item.id}
              checked={itemIds.includes(item.id)}
              onChange={({ target: { checked } }) =>
                setItemIds(checked ? [...itemIds, item.id] : itemIds.filter((id) => id !== item.id))
              }
              label={
                <>
                  <bdi>{item.ticketType}</bdi>
                  {item.cancelled && " · void already, its place is still taken"}
                  <span className="note">{performanceName(event, item.performanceId)}</span>
                </>
              }
            />
          ))}
        </fieldset>
        <SelectField
          label="Reason"
          value={reason}
          onChange={({ target: { value } }) => setReason(REASONS.find((one) => one === value) ?? "other")}
        >
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {VOID_REASON_NAMES[one]}
            </option>
          ))}
        </SelectField>
        <Tick
          label="Put the places back on sale"
          checked={freePlaces}
          onChange={({ target: { checked } }) => setFreePlaces(checked)}
        />
        <section className="effect" aria-labelledby="void-effect" aria-live="polite">
          <h3 id="void-effect">What happens</h3>
          {choice === null ? (
            <p className="soft">Choose at least one ticket.</p>
          ) : effect === undefined ? (
            <p className="soft">{preview.error === null ? "Working it out…" : "We can't tell just now."}</p>
          ) : (
            <Effect effect={effect} />
          )}
        </section>
        <TextField
          label="Note for your own records"
          optional
          maxLength={500}
          value={note}
          onChange={(input) => setNote(input.target.value)}
        />
        {failure !== null && (
          <p className="notice stop" role="alert">
            {explain(failure)}
          </p>
        )}
        <DialogActions onClose={onClose}>
          <Button type="submit" tone="stop" busy={doing.isPending || effect === undefined}>
            {doing.isPending ? "Voiding…" : effect?.ticketsVoided === 0 ? "Free the places" : "Void tickets"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Effect({ effect }: { readonly effect: VoidPreview }) {
  const { ticketsVoided, ticketsLeft, notRefunded, currency, freed, kept, mail } = effect;
  return (
    <>
      <ul className="small">
        <li>
          {ticketsVoided === 0
            ? "No valid ticket becomes void."
            : `${counted(ticketsVoided, "ticket")} ${ticketsVoided === 1 ? "becomes" : "become"} void; ${ticketsLeft === 0 ? "none of this order stays valid" : `${ticketsLeft} of this order ${ticketsLeft === 1 ? "stays" : "stay"} valid`}.`}
        </li>
        <li>{formatMoney(notRefunded, currency)} is not refunded.</li>
        {freed.map(({ quotaId, name, quantity }) => (
          <li key={quotaId}>
            {counted(quantity, "place")} in “<bdi>{name}</bdi>” {quantity === 1 ? "goes" : "go"} back on sale.
          </li>
        ))}
        {kept.map(({ quotaId, name, quantity }) => (
          <li key={quotaId}>
            {counted(quantity, "place")} in “<bdi>{name}</bdi>” {quantity === 1 ? "stays" : "stay"} taken. You can free{" "}
            {quantity === 1 ? "it" : "them"} later.
          </li>
        ))}
        {mail === null && <li>Nobody is told.</li>}
      </ul>
      {mail !== null && (
        <details className="small">
          <summary>We mail {mail.to}</summary>
          <p>
            <strong>{mail.subject}</strong>
          </p>
          <p style={{ whiteSpace: "pre-line" }}>{mail.text}</p>
        </details>
      )}
    </>
  );
}
