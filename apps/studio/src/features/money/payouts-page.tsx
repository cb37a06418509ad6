import type { PayoutLine, Payouts } from "@liveotter/contracts/promoter/sales";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { DayFilter } from "../../ui/day-filter.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { formatMoney } from "../../ui/money.ts";
import { accountName } from "../../ui/order-words.tsx";
import { Page } from "../../ui/page.tsx";
import { Instant } from "../../ui/when.tsx";

const route = getRouteApi("/inside/payouts");

const ACCOUNTS = ["provider", "manual", "tickets", "fees", "tax"] as const;
/** What seldom holds anything, and is then worth a look. */
const SELDOM = ["unapplied", "withheld"] as const;

const columnsFor = (items: readonly PayoutLine[]): Column<PayoutLine>[] => [
  {
    id: "event",
    header: "Event",
    cell: ({ row: { original } }) => (
      <div>
        <Link to="/events/$id/sales" params={{ id: original.eventId }} className="row-link">
          <bdi>{original.eventName}</bdi>
        </Link>
        <span className="note">
          <Link to="/ledger" search={{ eventId: original.eventId }} aria-label={`Ledger of ${original.eventName}`}>
            Ledger
          </Link>
        </span>
      </div>
    ),
  },
  ...[...ACCOUNTS, ...SELDOM.filter((account) => items.some((line) => line[account] !== 0))].map(
    (account): Column<PayoutLine> => ({
      id: account,
      header: accountName(account),
      cell: ({ row: { original } }) => (
        <span className="number">{formatMoney(original[account], original.currency)}</span>
      ),
    }),
  ),
  {
    id: "payout",
    header: "Payout",
    cell: ({ row: { original } }) => (
      <strong className="number">{formatMoney(original.payout, original.currency)}</strong>
    ),
  },
];

/** What the ledger's accounts add up to, event by event. */
export function PayoutsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const read = useQuery({
    queryKey: ["money", "payouts", search],
    queryFn: ({ signal }) => answer(api.readPayouts(search, { signal })),
  });
  return (
    <Page
      title="Payouts"
      lede="What is held for you: what came through the card provider, less fees and what goes back."
    >
      <Loaded read={read}>
        {(payouts) => (
          <>
            <DayFilter days={search} onChange={(days) => void navigate({ search: days, replace: true })} />
            <Sums payouts={payouts} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Sums({ payouts }: { readonly payouts: Payouts }) {
  if (payouts.items.length === 0)
    return (
      <Empty title="Nothing yet">
        <p className="soft">No money has moved in these days.</p>
      </Empty>
    );
  return (
    <>
      <dl className="tallies">
        {payouts.totals.map((total) => (
          <div key={total.currency}>
            <dt>Payout in {total.currency}</dt>
            <dd className="figure">
              {formatMoney(total.payout, total.currency)}
              <span className="note">
                {formatMoney(total.provider, total.currency)} came by card, {formatMoney(total.manual, total.currency)}{" "}
                by hand
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <section className="section" aria-labelledby="by-event">
        <div>
          <h2 id="by-event">By event</h2>
          <p className="soft small">
            As the ledger stands, <Instant at={payouts.asOf} />.
          </p>
        </div>
        <DataTable
          caption="Payouts by event"
          columns={columnsFor(payouts.items)}
          rows={payouts.items}
          rowId={({ eventId, currency }) => eventId + currency}
        />
      </section>
    </>
  );
}
