import type { RefundQuery } from "@liveotter/contracts/promoter/client";
import type { MyRefund } from "@liveotter/contracts/promoter/orders";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { formatMoney } from "../../ui/money.ts";
import { More } from "../../ui/more.tsx";
import { methodName, RefundState, reasonName } from "../../ui/order-words.tsx";
import { Page } from "../../ui/page.tsx";
import { RefundSteps } from "../../ui/refund-steps.tsx";
import { Ago } from "../../ui/when.tsx";

const route = getRouteApi("/inside/refunds");
const POLL_MS = 10_000;

const STATES = [
  { state: undefined, label: "Need you" },
  { state: "failed", label: "Failed" },
  { state: "pending", label: "Under way" },
  { state: "requested", label: "Waiting" },
  { state: "succeeded", label: "Given back" },
  { state: "all", label: "All" },
] as const;

const columns: Column<MyRefund>[] = [
  {
    id: "order",
    header: "Order",
    cell: ({ row: { original } }) => (
      <div>
        <Link to="/orders/$id" params={{ id: original.orderId }} className="row-link mono">
          {original.orderNumber}
        </Link>
        <span className="note">
          <bdi>{original.eventName}</bdi>
        </span>
      </div>
    ),
  },
  {
    id: "amount",
    header: "Amount",
    cell: ({ row: { original } }) => (
      <div className="number">
        {formatMoney(original.amount, original.currency)}
        <span className="note">{methodName(original.method)}</span>
      </div>
    ),
  },
  {
    id: "state",
    header: "State",
    cell: ({ row }) => <RefundState refund={row.original} />,
  },
  { id: "why", header: "Why", cell: ({ row }) => reasonName(row.original.reason) },
  { id: "since", header: "Since", cell: ({ row }) => <Ago at={row.original.at} /> },
  { id: "steps", header: "To do", cell: ({ row }) => <RefundSteps refund={row.original} /> },
];

/** Money on its way back to fans: first of all what failed, and waits for a person. */
export function RefundsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state: RefundQuery["state"] = search.state === "all" ? undefined : (search.state ?? "needs-you");
  const query = { state, eventId: search.eventId };
  const refunds = usePages(["refunds", query], (cursor, options) => api.listRefunds({ ...query, cursor }, options), {
    pollMs: () => POLL_MS,
  });
  return (
    <Page
      title="Refunds"
      lede="They run by themselves. What failed, and what came by transfer or at the door, is yours to settle."
    >
      <div className="list-filters">
        <ul className="chips strip" aria-label="By state">
          {STATES.map(({ state: each, label }) => (
            <li key={label}>
              <button
                type="button"
                className="chip"
                aria-pressed={search.state === each}
                onClick={() =>
                  navigate({
                    search: ({ state: _, ...now }) => (each === undefined ? now : { ...now, state: each }),
                    replace: true,
                  })
                }
              >
                {label}
              </button>
            </li>
          ))}
        </ul>
        {search.eventId !== undefined && (
          <p className="actions">
            <span className="soft">Only those of one event</span>
            <Button tone="quiet" onClick={() => navigate({ search: ({ eventId: _, ...now }) => now, replace: true })}>
              Show all events’
            </Button>
          </p>
        )}
      </div>
      <Loaded read={refunds.read}>
        {() =>
          refunds.items.length === 0 ? (
            <Empty title={state === "needs-you" ? "Nothing to do" : "None"}>
              <p className="soft">
                {state === "needs-you" ? "No refund waits for you." : "No refund is in this state."}
              </p>
            </Empty>
          ) : (
            <div className={refunds.stale ? "stale" : undefined}>
              <DataTable caption="Refunds" columns={columns} rows={refunds.items} rowId={({ id }) => id} />
              <More more={refunds.more} count={refunds.items.length} />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
