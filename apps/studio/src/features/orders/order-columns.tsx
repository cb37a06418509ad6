import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import type { Column } from "../../ui/data-table.tsx";
import { formatMoney } from "../../ui/money.ts";
import {
  DisputeChip,
  methodName,
  PaymentChip,
  RefundState,
  reasonName,
  VOID_REASON_NAMES,
} from "../../ui/order-words.tsx";
import { performanceName } from "../../ui/performance-name.ts";
import { RefundSteps } from "../../ui/refund-steps.tsx";
import { Instant } from "../../ui/when.tsx";

type Item = MyOrder["items"][number];

/** What was ordered, and who comes with it. */
export function itemColumns(order: MyOrder, event: MyEvent | undefined): Column<Item>[] {
  const money = (minor: number) => formatMoney(minor, order.currency);
  return [
    {
      id: "type",
      header: "Ticket",
      cell: ({ row: { original } }) => (
        <div>
          <strong>
            <bdi>{original.ticketType}</bdi>
          </strong>
          <span className="note">{performanceName(event, original.performanceId)}</span>
        </div>
      ),
    },
    { id: "who", header: "Who comes", cell: ({ row }) => <Holders item={row.original} event={event} /> },
    {
      id: "state",
      header: "State",
      cell: ({ row: { original } }) =>
        original.cancelled ? (
          <div>
            <span className="status past">Void</span>
            {original.void !== null && (
              <span className="note">
                {VOID_REASON_NAMES[original.void]}
                {original.placesKept && ", its place is still taken"}
              </span>
            )}
          </div>
        ) : original.tickets.length === 0 ? (
          <span className="soft">No ticket yet</span>
        ) : original.tickets.some(({ disputed }) => disputed) ? (
          <span className="status wrong">Disputed</span>
        ) : (
          <span className="status good">Good</span>
        ),
    },
    {
      id: "total",
      header: "Paid",
      cell: ({ row: { original } }) => (
        <div className="number">
          {money(original.total)}
          {(original.discount > 0 || original.refunded > 0) && (
            <span className="note">
              {original.discount > 0 && `${money(original.discount)} off. `}
              {original.refunded > 0 && `${money(original.refunded)} back.`}
            </span>
          )}
        </div>
      ),
    },
  ];
}

function Holders({ item, event }: { readonly item: Item; readonly event: MyEvent | undefined }) {
  if (item.tickets.length === 0) return <span className="soft">—</span>;
  return (
    <ul role="list">
      {item.tickets.map(({ id, performanceId, holder, answers }) => (
        <li key={id}>
          <bdi>{holder.name ?? holder.email ?? "Whoever ordered"}</bdi>
          {item.performanceId === null && <span className="note">{performanceName(event, performanceId)}</span>}
          {answers.map(({ questionId, label, answer: given }) => (
            <span key={questionId} className="note">
              <bdi>{label}</bdi>: <bdi>{given}</bdi>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** Each attempt to pay, in the order's currency. */
export const paymentColumns = (currency: string, zone: string | undefined): Column<MyOrder["payments"][number]>[] => [
  {
    id: "method",
    header: "By",
    cell: ({ row: { original } }) => (
      <div>
        {methodName(original.method)}
        {original.providerRef !== null && <span className="note mono">{original.providerRef}</span>}
      </div>
    ),
  },
  {
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => (
      <div>
        <PaymentChip state={original.state} />
        {original.dispute !== null && <DisputeChip dispute={original.dispute} />}
        {original.failure !== null && <span className="note">{original.failure.replaceAll("_", " ")}</span>}
        {original.received > 0 && original.state === "awaiting-transfer" && (
          <span className="note">
            {formatMoney(original.received, currency)} came,{" "}
            {formatMoney(original.amount - original.received, currency)} is missing
          </span>
        )}
        {original.state === "mismatched" && original.taken !== null && (
          <span className="note">{formatMoney(original.taken.amount, original.taken.currency)} came</span>
        )}
      </div>
    ),
  },
  {
    id: "amount",
    header: "Amount",
    cell: ({ row }) => <span className="number">{formatMoney(row.original.amount, currency)}</span>,
  },
  {
    id: "at",
    header: "When",
    cell: ({ row: { original } }) => <Instant at={original.settledAt ?? original.at} zone={zone} />,
  },
];

/** What went back, goes, or cannot. */
export const refundColumns = (zone: string | undefined): Column<MyOrder["refunds"][number]>[] => [
  {
    id: "reason",
    header: "Why",
    cell: ({ row: { original } }) => (
      <div>
        {reasonName(original.reason)}
        <span className="note">
          {methodName(original.method)}
          {original.note !== "" && (
            <>
              {" · "}
              <bdi>{original.note}</bdi>
            </>
          )}
        </span>
      </div>
    ),
  },
  {
    id: "state",
    header: "State",
    cell: ({ row }) => <RefundState refund={row.original} />,
  },
  {
    id: "amount",
    header: "Amount",
    cell: ({ row: { original } }) => <span className="number">{formatMoney(original.amount, original.currency)}</span>,
  },
  {
    id: "at",
    header: "When",
    cell: ({ row: { original } }) => <Instant at={original.settledAt ?? original.at} zone={zone} />,
  },
  { id: "steps", header: "To do", cell: ({ row }) => <RefundSteps refund={row.original} /> },
];
