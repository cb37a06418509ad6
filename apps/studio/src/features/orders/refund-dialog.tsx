import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder, RefundChoice, RefundPreview } from "@liveotter/contracts/promoter/orders";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain, refusal } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField, Tick } from "../../ui/field.tsx";
import { counted, formatMoney } from "../../ui/money.ts";
import { orderStateName } from "../../ui/order-words.tsx";
import { performanceName } from "../../ui/performance-name.ts";
import { tell } from "../../ui/toast.tsx";
import { choiceOf, isLeft, NEW_REFUND, type RefundForm } from "./refund-choice.ts";
import { takeOrder } from "./take-order.ts";

interface Props {
  readonly order: MyOrder;
  readonly event: MyEvent | undefined;
  readonly onClose: () => void;
}

const WAYS = { whole: "All that is left", items: "Some tickets", amount: "An amount" } as const;

/** Gives money back: what it would do stands there before it is done, and exactly that is done or nothing. */
export function RefundDialog({ order, event, onClose }: Props) {
  const [form, setForm] = useState(NEW_REFUND);
  const [note, setNote] = useState("");
  const change = (part: Partial<RefundForm>) => setForm({ ...form, ...part });
  const choice = choiceOf(form, order);
  const preview = usePreview(order, typeof choice === "string" ? null : choice);
  const what = `refund ${order.id}`;
  const refund = useMutation({
    mutationFn: (body: RefundChoice & { readonly total: number; readonly note: string }) =>
      answer(api.createRefund(order.id, body, { key: keyFor(what, body) })),
    onSuccess: (after) => {
      forgetKey(what);
      takeOrder(after);
      tell("The refund is on its way.");
      onClose();
    },
    onError: (error) => {
      // Somebody else gave back some of it: what stands here is old.
      if (refusal(error) === "conflict" || refusal(error) === "invalid-state")
        void queryClient.invalidateQueries({ queryKey: ["orders", "one", order.id] });
    },
  });
  const effect = typeof choice === "string" || preview.isPlaceholderData ? undefined : preview.data;
  const failure = refund.error ?? preview.error;
  return (
    <Dialog open onClose={onClose} title={`Refund order ${order.number}`}>
      <form
        className="form"
        onSubmit={(submit) => {
          submit.preventDefault();
          if (typeof choice !== "string" && effect !== undefined && !refund.isPending)
            refund.mutate({ ...choice, total: effect.total, note: note.trim() });
        }}
      >
        <fieldset className="choices row">
          <legend>What to give back</legend>
          {(Object.keys(WAYS) as (keyof typeof WAYS)[]).map((way) => (
            <label key={way} className="tick">
              <input type="radio" name="what" checked={form.what === way} onChange={() => change({ what: way })} />
              <span>
                {WAYS[way]}
                {way === "whole" && <span className="soft"> · {formatMoney(order.refundable, order.currency)}</span>}
              </span>
            </label>
          ))}
        </fieldset>
        {form.what === "items" && <Tickets order={order} event={event} form={form} onChange={change} />}
        {form.what === "amount" && (
          <TextField
            label={`Amount in ${order.currency}`}
            help="Every ticket stays good, unless nothing is left of what was paid."
            inputMode="decimal"
            autoComplete="off"
            value={form.amount}
            error={typeof choice === "string" && choice !== "" ? choice : null}
            onChange={(input) => change({ amount: input.target.value })}
          />
        )}
        {form.what !== "amount" && order.fees > 0 && (
          <Tick
            label="Keep the fees"
            checked={form.keepFees}
            onChange={(tick) => change({ keepFees: tick.target.checked })}
          />
        )}
        <section className="effect" aria-labelledby="effect" aria-live="polite">
          <h3 id="effect">What it does</h3>
          {typeof choice === "string" ? (
            <p className="soft">Nothing is chosen yet.</p>
          ) : effect === undefined ? (
            <p className="soft">{preview.error === null ? "Working it out…" : "Nobody can tell just now."}</p>
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
          <Button type="submit" tone="stop" busy={refund.isPending || effect === undefined}>
            {refund.isPending
              ? "Refunding…"
              : effect === undefined || effect.total === 0
                ? "Refund"
                : `Refund ${formatMoney(effect.total, effect.currency)}`}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function usePreview(order: MyOrder, choice: RefundChoice | null) {
  return useQuery({
    // An order that changed has other previews.
    queryKey: ["orders", "one", order.id, "refund", order.refunded, choice],
    queryFn: ({ signal }) => (choice === null ? null : answer(api.previewRefund(order.id, choice, { signal }))),
    enabled: choice !== null,
    select: (preview) => preview ?? undefined,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

function Effect({ effect }: { readonly effect: RefundPreview }) {
  const money = (minor: number) => formatMoney(minor, effect.currency);
  const gone = effect.items.filter(({ cancelled }) => cancelled).length;
  return (
    <ul className="small">
      <li>
        <strong>{money(effect.total)}</strong>{" "}
        {effect.method === null
          ? "go back: there is nothing to give."
          : effect.method === "card"
            ? "go back to the card by themselves."
            : "are yours to give back by hand, then to note here."}
      </li>
      {effect.feesKept > 0 && <li>{money(effect.feesKept)} of fees are kept.</li>}
      <li>
        {effect.ticketsCancelled === 0
          ? gone === 0
            ? "Every ticket stays good."
            : "No ticket that is still good is void."
          : `${counted(effect.ticketsCancelled, "ticket")} ${effect.ticketsCancelled === 1 ? "is" : "are"} void at once, and told so at the door.`}
      </li>
      {effect.freed.map(({ quotaId, name, quantity }) => (
        <li key={quotaId}>
          {counted(quantity, "place")} in “<bdi>{name}</bdi>” {quantity === 1 ? "is" : "are"} for sale again.
        </li>
      ))}
      <li>
        The order is then {orderStateName(effect.stateAfter).toLowerCase()}
        {effect.refundableAfter > 0 && `, with ${money(effect.refundableAfter)} left to give back`}.
      </li>
    </ul>
  );
}

interface TicketsProps {
  readonly order: MyOrder;
  readonly event: MyEvent | undefined;
  readonly form: RefundForm;
  readonly onChange: (part: Partial<RefundForm>) => void;
}

function Tickets({ order, event, form, onChange }: TicketsProps) {
  return (
    <fieldset className="choices">
      <legend>Which tickets</legend>
      {order.items.filter(isLeft).map((item) => (
        <Tick
          key={item.id}
          checked={form.itemIds.includes(item.id)}
          onChange={({ target: { checked } }) =>
            onChange({
              itemIds: checked ? [...form.itemIds, item.id] : form.itemIds.filter((id) => id !== item.id),
            })
          }
          label={
            <>
              <bdi>{item.ticketType}</bdi> · {formatMoney(item.total - item.refunded, order.currency)}
              <span className="note">
                {performanceName(event, item.performanceId)}
                {item.tickets[0]?.holder.name != null && (
                  <>
                    {" · "}
                    <bdi>{item.tickets[0].holder.name}</bdi>
                  </>
                )}
              </span>
            </>
          }
        />
      ))}
    </fieldset>
  );
}
