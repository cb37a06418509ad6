import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { SalesReport } from "@liveotter/contracts/promoter/sales";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Banner } from "../../ui/banner.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EventFrame } from "../../ui/event-frame.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { counted, formatCount, formatMoney } from "../../ui/money.ts";
import { performanceName } from "../../ui/performance-name.ts";
import { SaleSwitch } from "../../ui/sale-switch.tsx";
import { Days } from "./days.tsx";
import { RefundRun } from "./refund-run.tsx";

const route = getRouteApi("/inside/events/$id/sales");
/** Only while the page is looked at. */
const POLL_MS = 5000;

/** How an event sells, now. */
export function SalesPage() {
  const { id } = route.useParams();
  const read = useQuery({
    queryKey: ["sales", id],
    queryFn: ({ signal }) => answer(api.readSales(id, { signal })),
    refetchInterval: POLL_MS,
    staleTime: 0,
  });
  return (
    <EventFrame
      eventId={id}
      title="Sales"
      actions={(event) => read.data !== undefined && <SaleSwitch event={event} stopped={read.data.stopped} />}
    >
      {(event) => <Loaded read={read}>{(report) => <Report event={event} report={report} />}</Loaded>}
    </EventFrame>
  );
}

interface Of {
  readonly event: MyEvent;
  readonly report: SalesReport;
}

function Report({ event, report }: Of) {
  return (
    <>
      {report.stopped && event.status !== "cancelled" && (
        <Banner tone="stop">
          <p>
            <strong>The sale is stopped by hand.</strong> Nobody can order until you start it again.
          </p>
        </Banner>
      )}
      <RefundRun event={event} />
      <Totals report={report} eventId={event.id} />
      <section className="section" aria-labelledby="types">
        <h2 id="types">By ticket type</h2>
        {report.ticketTypes.length === 0 ? (
          <p className="soft">The event has no ticket type yet.</p>
        ) : (
          <DataTable
            caption="Sold, by ticket type"
            columns={typeColumns(report.currency)}
            rows={report.ticketTypes}
            rowId={({ id }) => id}
          />
        )}
      </section>
      <section className="section" aria-labelledby="quotas">
        <h2 id="quotas">By quota</h2>
        {report.quotas.length === 0 ? (
          <p className="soft">The event has no quota yet, so nothing can be sold.</p>
        ) : (
          <DataTable
            caption="Taken and left, by quota"
            columns={quotaColumns(event)}
            rows={report.quotas}
            rowId={({ id }) => id}
          />
        )}
      </section>
      <Days report={report} zone={event.sales.zone} />
      <Interests report={report} />
    </>
  );
}

const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function Totals({ report, eventId }: { readonly report: SalesReport; readonly eventId: string }) {
  const { totals, currency, asOf } = report;
  const money = (minor: number) => formatMoney(minor, currency);
  return (
    <>
      <p className="soft small live">
        As of <time dateTime={asOf}>{seconds.format(new Date(asOf))}</time>, looks again by itself.
      </p>
      <dl className="tallies figures">
        <div>
          <dt>Revenue</dt>
          <dd className="figure">
            {money(totals.revenue)}
            {totals.refunded > 0 && (
              <span className="note">
                {money(totals.paid)} paid, {money(totals.refunded)} back
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>Tickets sold</dt>
          <dd className="figure">
            {formatCount(totals.tickets)}
            <span className="note">in {counted(totals.orders, "order")}</span>
          </dd>
        </div>
        <div>
          <dt>Orders not paid yet</dt>
          <dd className="figure">
            {formatCount(totals.pendingOrders)}
            {totals.pendingOrders > 0 && (
              <span className="note">
                <Link to="/events/$id/orders" params={{ id: eventId }} search={{ state: "pending" }}>
                  Show them
                </Link>
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>Guests</dt>
          <dd className="figure">{formatCount(totals.guests)}</dd>
        </div>
      </dl>
    </>
  );
}

/** Fans who want to be told; nobody sees their addresses. */
function Interests({ report: { interests } }: Pick<Of, "report">) {
  const kinds = [
    { ...interests.onSale, label: "When the sale opens", when: "told in the hour before it" },
    { ...interests.returned, label: "When there are tickets again", when: "told as tickets come back" },
  ];
  return (
    <section className="section" aria-labelledby="interests">
      <h2 id="interests">Fans who want to be told</h2>
      <dl className="tallies figures">
        {kinds.map(({ label, waiting, told, when }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="figure">
              {formatCount(waiting)}
              <span className="note">{told > 0 ? `${formatCount(told)} told already` : when}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const number = (value: number) => <span className="number">{formatCount(value)}</span>;

const typeColumns = (currency: string): Column<SalesReport["ticketTypes"][number]>[] => [
  {
    id: "name",
    header: "Ticket type",
    cell: ({ row }) => (
      <strong>
        <bdi>{row.original.name}</bdi>
      </strong>
    ),
  },
  { id: "sold", header: "Sold", cell: ({ row }) => number(row.original.sold) },
  { id: "pending", header: "Not paid yet", cell: ({ row }) => number(row.original.pending) },
  { id: "guests", header: "Guests", cell: ({ row }) => number(row.original.guests) },
  {
    id: "revenue",
    header: "Revenue",
    cell: ({ row }) => <span className="number">{formatMoney(row.original.revenue, currency)}</span>,
  },
];

type Quota = SalesReport["quotas"][number];

const quotaColumns = (event: MyEvent): Column<Quota>[] => [
  {
    id: "name",
    header: "Quota",
    cell: ({ row: { original } }) => (
      <div>
        <strong>
          <bdi>{original.name}</bdi>
        </strong>
        <span className="note">
          {original.performanceId === null ? "Every date" : performanceName(event, original.performanceId)}
        </span>
      </div>
    ),
  },
  { id: "sold", header: "Sold", cell: ({ row }) => number(row.original.sold) },
  { id: "pending", header: "Not paid yet", cell: ({ row }) => number(row.original.pending) },
  {
    id: "held",
    header: "In carts",
    cell: ({ row: { original } }) =>
      original.held === null ? <span className="soft">Not known</span> : number(original.held),
  },
  { id: "blocked", header: "Blocked", cell: ({ row }) => number(row.original.blocked) },
  { id: "kept", header: "For codes", cell: ({ row }) => number(row.original.kept) },
  { id: "left", header: "Left", cell: ({ row }) => <Left quota={row.original} /> },
];

function Left({ quota: { left, capacity, overhang } }: { readonly quota: Quota }) {
  if (left === null || capacity === null) return <span className="soft">Without limit</span>;
  return (
    <div className="fill">
      <span className="number">
        <strong>{formatCount(left)}</strong> of {formatCount(capacity)}
      </span>
      {capacity > 0 && <progress aria-hidden="true" max={capacity} value={Math.min(capacity, capacity - left)} />}
      {overhang > 0 && <span className="fault">{formatCount(overhang)} more are taken than there are</span>}
    </div>
  );
}
