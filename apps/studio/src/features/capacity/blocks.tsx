import { type Block, BlockInput } from "@liveotter/contracts/promoter/capacity";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Confirm, Dialog, DialogActions } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { FromCarts } from "../../ui/from-carts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { counted, formatCount } from "../../ui/money.ts";
import { wholeOf } from "../../ui/number-text.ts";
import { performanceName } from "../../ui/performance-name.ts";
import { tell } from "../../ui/toast.tsx";
import { Instant } from "../../ui/when.tsx";

interface Of {
  readonly event: MyEvent;
}

function changed(): void {
  for (const key of ["blocks", "sales"]) void queryClient.invalidateQueries({ queryKey: [key] });
}

/** What is kept out of the sale. */
export function Blocks({ event }: Of) {
  const [adding, setAdding] = useState(false);
  const [releasing, setReleasing] = useState<Block | null>(null);
  const blocks = useQuery({
    queryKey: ["blocks", event.id],
    queryFn: ({ signal }) => answer(api.listBlocks(event.id, { signal })),
  });
  return (
    <section className="section" aria-labelledby="blocks">
      <div className="section-head">
        <div>
          <h2 id="blocks">Blocked</h2>
          <p className="soft small">Kept out of the sale until you release it.</p>
        </div>
        {event.quotas.length > 0 && (
          <Button tone="quiet" onClick={() => setAdding(true)}>
            Block places…
          </Button>
        )}
      </div>
      <Loaded read={blocks}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft none">
              {event.quotas.length === 0
                ? "The event has no quota yet: there is nothing to block in."
                : "Nothing is blocked."}
            </p>
          ) : (
            <DataTable
              caption="Blocked places"
              columns={columnsFor(event, setReleasing)}
              rows={items}
              rowId={({ id }) => id}
            />
          )
        }
      </Loaded>
      {adding && <BlockDialog event={event} onClose={() => setAdding(false)} />}
      {releasing !== null && <Release event={event} block={releasing} onClose={() => setReleasing(null)} />}
    </section>
  );
}

const columnsFor = (event: MyEvent, onRelease: (block: Block) => void): Column<Block>[] => [
  {
    id: "quota",
    header: "Quota",
    cell: ({ row: { original } }) => (
      <div>
        <strong>
          <bdi>{original.quotaName}</bdi>
        </strong>
        <span className="note">{quotaDate(event, original.quotaId)}</span>
      </div>
    ),
  },
  {
    id: "quantity",
    header: "Places",
    cell: ({ row }) => <span className="number">{formatCount(row.original.quantity)}</span>,
  },
  { id: "reason", header: "Why", cell: ({ row }) => <bdi>{row.original.reason || "—"}</bdi> },
  {
    id: "since",
    header: "Since",
    cell: ({ row }) => <Instant at={row.original.createdAt} zone={event.sales.zone} />,
  },
  {
    id: "actions",
    header: actionsHeader,
    cell: ({ row: { original } }) => (
      <Button
        tone="plain"
        aria-label={`Release ${original.quantity} in ${original.quotaName}`}
        onClick={() => onRelease(original)}
      >
        Release…
      </Button>
    ),
  },
];

function quotaDate(event: MyEvent, quotaId: string): string {
  const performance = event.quotas.find(({ id }) => id === quotaId)?.performance ?? null;
  return performance === null ? "Every date" : performanceName(event, performance);
}

function BlockDialog({ event, onClose }: Of & { readonly onClose: () => void }) {
  const [quotaId, setQuotaId] = useState(event.quotas[0]?.id ?? "");
  const [quantity, setQuantity] = useState("");
  const [reason, setReason] = useState("");
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const what = `block ${event.id}`;
  const block = useMutation({
    mutationFn: ({ alsoFromCarts, ...body }: BlockInput) =>
      answer(api.createBlock(event.id, { ...body, alsoFromCarts }, { key: keyFor(what, body) })),
    onSuccess: (made) => {
      forgetKey(what);
      changed();
      tell(`${counted(made.quantity, "place")} blocked in ${made.quotaName}.`);
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title="Block places" description="What is sold or kept for codes cannot be blocked.">
      <Form
        error={block.error}
        faults={faults}
        names={{ "/quotaId": "Quota", "/quantity": "Places", "/reason": "Why" }}
        onSubmit={() => {
          if (block.isPending) return;
          const input = {
            ...{ quotaId, quantity: quantity.trim() === "" ? "" : wholeOf(quantity), reason: reason.trim() },
            alsoFromCarts,
          };
          const { value, faults } = check(BlockInput, input);
          setFaults(faults ?? []);
          if (value !== null) block.mutate(value);
        }}
      >
        <SelectField
          label="Quota"
          pointer="/quotaId"
          value={quotaId}
          onChange={(select) => setQuotaId(select.target.value)}
        >
          {event.quotas.map(({ id, name }) => (
            <option key={id} value={id}>
              {name} · {quotaDate(event, id)}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Places"
          pointer="/quantity"
          inputMode="numeric"
          autoComplete="off"
          value={quantity}
          onChange={(input) => setQuantity(input.target.value)}
        />
        <TextField
          label="Why"
          optional
          pointer="/reason"
          maxLength={200}
          value={reason}
          onChange={(input) => setReason(input.target.value)}
        />
        <FromCarts error={block.error} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
        <DialogActions onClose={onClose}>
          <Button type="submit" busy={block.isPending}>
            {block.isPending ? "Blocking…" : "Block"}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Release({ event, block, onClose }: Of & { readonly block: Block; readonly onClose: () => void }) {
  const release = useMutation({
    mutationFn: () => answer(api.releaseBlock(event.id, block.id)),
    onSuccess: () => {
      tell("They are for sale again.");
      onClose();
    },
    onSettled: changed,
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Release ${counted(block.quantity, "place")} in ${block.quotaName}?`}
      description="Fans can buy them at once."
      action={release.isPending ? "Releasing…" : "Release"}
      tone="accent"
      busy={release.isPending}
      error={release.error === null ? null : explain(release.error)}
      onConfirm={() => release.mutate()}
    />
  );
}
