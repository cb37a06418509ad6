import type { LedgerEntry } from "@liveotter/contracts/promoter/orders";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { DayFilter } from "../../ui/day-filter.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { formatMoney } from "../../ui/money.ts";
import { More } from "../../ui/more.tsx";
import { accountName } from "../../ui/order-words.tsx";
import { Page } from "../../ui/page.tsx";
import { Instant } from "../../ui/when.tsx";
import { sidesOf } from "./sides-of.ts";
import { sourceName } from "./source-name.ts";

const route = getRouteApi("/inside/ledger");

const columns: Column<LedgerEntry>[] = [
  {
    id: "what",
    header: "What happened",
    cell: ({ row: { original } }) => (
      <div>
        <strong>{sourceName(original)}</strong>
        <span className="note">
          <Instant at={original.at} />
        </span>
      </div>
    ),
  },
  {
    id: "order",
    header: "Order",
    cell: ({ row: { original } }) => (
      <Link to="/orders/$id" params={{ id: original.orderId }} className="mono">
        {original.orderNumber ?? "Order"}
      </Link>
    ),
  },
  { id: "debit", header: "Debit", cell: ({ row }) => <Side entry={row.original} side="debit" /> },
  { id: "credit", header: "Credit", cell: ({ row }) => <Side entry={row.original} side="credit" /> },
];

function Side({ entry, side }: { readonly entry: LedgerEntry; readonly side: "debit" | "credit" }) {
  return (
    <ul role="list" className="small">
      {sidesOf(entry)[side].map(({ account, amount }) => (
        <li key={account}>
          {accountName(account)} <span className="number nowrap">{formatMoney(amount, entry.currency)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Every movement of money, newest first. */
export function LedgerPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { eventId } = search;
  const entries = usePages(["money", "ledger", search], (cursor, options) =>
    api.readLedger({ ...search, cursor }, options),
  );
  return (
    <Page title="Ledger" lede="Double entry: each entry’s sides are equal, and none is ever changed.">
      <Loaded read={entries.read}>
        {() => (
          <>
            <DayFilter
              days={search}
              onChange={(days) =>
                void navigate({ search: { ...days, ...(eventId !== undefined && { eventId }) }, replace: true })
              }
            />
            {eventId !== undefined && (
              <p className="actions">
                <span className="soft">Only entries of one event</span>
                <Button
                  tone="quiet"
                  onClick={() => navigate({ search: ({ eventId: _, ...now }) => now, replace: true })}
                >
                  Show all
                </Button>
              </p>
            )}
            {entries.items.length === 0 ? (
              <Empty title="Nothing yet">
                <p className="soft">No money has moved in these days.</p>
              </Empty>
            ) : (
              <div className={entries.stale ? "stale" : undefined}>
                <DataTable caption="Ledger" columns={columns} rows={entries.items} rowId={({ id }) => id} />
                <More more={entries.more} count={entries.items.length} />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
