import type { HoldersPreview } from "@liveotter/contracts/promoter/events";
import type { SalesReport } from "@liveotter/contracts/promoter/sales";
import { useQuery } from "@tanstack/react-query";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { counted, formatMoney } from "../../ui/money.ts";
import { emailedText } from "./holders-text.ts";

interface Props {
  readonly eventId: string;
  readonly action: "cancel" | "postpone" | "reschedule";
}

/** What cancelling, postponing or rescheduling does to those who have ordered, before it is done. */
export function OrdersEffect({ eventId, action }: Props) {
  const sales = useQuery({
    queryKey: ["sales", eventId],
    queryFn: ({ signal }) => answer(api.readSales(eventId, { signal })),
    staleTime: 0,
  });
  const selling = useQuery({
    queryKey: ["selling", eventId, "effect"],
    queryFn: ({ signal }) => answer(api.readSelling(eventId, { signal })),
    enabled: action === "postpone",
    staleTime: 0,
  });
  const holders = useQuery({
    queryKey: ["holders", eventId],
    queryFn: ({ signal }) => answer(api.previewHolders(eventId, {}, { signal })),
    enabled: action === "reschedule",
    staleTime: 0,
  });
  const error = sales.error ?? selling.error ?? holders.error;
  return (
    <section className="effect" aria-labelledby="effect" aria-live="polite">
      <h3 id="effect">What becomes of its orders</h3>
      {error !== null ? (
        <p className="soft">What it does to orders cannot be told just now: {explain(error)}</p>
      ) : sales.data === undefined ? (
        <p className="soft">Counting…</p>
      ) : action === "reschedule" ? (
        <Rescheduled preview={holders.data} />
      ) : action === "cancel" ? (
        <Cancelled {...sales.data} />
      ) : (
        <Postponed report={sales.data} days={selling.data?.refundWindowDays} />
      )}
    </section>
  );
}

function Cancelled({ totals: { orders, pendingOrders, tickets, guests, revenue }, currency }: SalesReport) {
  if (orders + pendingOrders + guests === 0) return <p>Nobody has ordered yet: nobody is told, nothing is refunded.</p>;
  const gone = tickets + guests;
  return (
    <ul className="small">
      {revenue > 0 && (
        <li>
          <strong>{formatMoney(revenue, currency)}</strong> go back, of {counted(orders, "paid order")}: to cards by
          themselves, by your hand where the money came by hand.
        </li>
      )}
      {gone > 0 && (
        <li>
          {counted(gone, "ticket")} {gone === 1 ? "is" : "are"} void{guests > 0 && ", guests’ among them"}.
        </li>
      )}
      {pendingOrders > 0 && (
        <li>
          {counted(pendingOrders, "order")} not paid yet {pendingOrders === 1 ? "ends" : "end"}.
        </li>
      )}
      <li>Everybody is told by mail, once.</li>
    </ul>
  );
}

function Rescheduled({ preview }: { readonly preview: HoldersPreview | undefined }) {
  if (preview === undefined) return <p className="soft">Counting…</p>;
  const { people, refundWindowDays: days } = preview;
  return (
    <ul className="small">
      <li>{emailedText(people)}</li>
      {people > 0 && days > 0 && <li>They can return their tickets for a refund for {counted(days, "day")}.</li>}
    </ul>
  );
}

function Postponed({ report, days }: { readonly report: SalesReport; readonly days: number | undefined }) {
  const { orders, pendingOrders, tickets, guests, revenue } = report.totals;
  if (orders + pendingOrders + guests === 0) return <p>Nobody has ordered yet: nobody is told.</p>;
  return (
    <ul className="small">
      <li>
        {counted(tickets + guests, "ticket")} {tickets + guests === 1 ? "stays" : "stay"} good, for the new date.
      </li>
      {revenue > 0 && days !== undefined && (
        <li>
          {days === 0
            ? "Fans cannot ask for their money back: the settings leave no days for it."
            : `Fans can have their money back for ${counted(days, "day")}, without asking you: ${formatMoney(revenue, report.currency)} at most.`}
        </li>
      )}
      <li>Everybody is told by mail, once.</li>
    </ul>
  );
}
