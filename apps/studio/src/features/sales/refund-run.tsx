import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { RefundProgress } from "@liveotter/contracts/promoter/sales";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Banner } from "../../ui/banner.tsx";
import { counted, formatMoney } from "../../ui/money.ts";
import { troubleName } from "../../ui/order-words.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { refundShare } from "./refund-share.ts";

const POLL_MS = 5000;

const WORDS: Readonly<Record<Exclude<RefundProgress["state"], "none">, string>> = {
  running: "Refunds run by themselves; you may leave this page.",
  paused: "Refunds are paused: the card provider has no balance. They go on by themselves once it has.",
  done: "All money is back.",
  "needs-you": "What is left needs you.",
};

/** How far an event's refunds are; nothing while there are none. */
export function RefundRun({ event }: { readonly event: MyEvent }) {
  const { data } = useQuery({
    queryKey: ["sales", event.id, "refunds"],
    queryFn: ({ signal }) => answer(api.readRefundProgress(event.id, { signal })),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.state === "running" || data.state === "paused" ? POLL_MS : false,
    // The page says already when the studio cannot be reached.
    retry: false,
  });
  if (data === undefined || data.state === "none") return null;
  const { refunds, state, currency } = data;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <section className="section first" aria-labelledby="refund-run">
      <h2 id="refund-run">Refunds</h2>
      {(state === "paused" || state === "needs-you") && (
        <Banner tone={state === "paused" ? "notice" : "stop"}>
          <p>
            <strong>{WORDS[state]}</strong> {data.trouble !== null && troubleName(data.trouble)}
          </p>
        </Banner>
      )}
      {(state === "running" || state === "done") && <p>{WORDS[state]}</p>}
      <ProgressBar
        label={`${money(refunds.succeeded.amount)} given back in ${counted(refunds.succeeded.count, "refund")}`}
        share={refundShare(data)}
      />
      <ul className="soft small plain">
        {data.ordersWaiting > 0 && <li>{counted(data.ordersWaiting, "order")} still to be ended or refunded</li>}
        {refunds.requested.count > 0 && (
          <li>
            {counted(refunds.requested.count, "refund")} waiting, {money(refunds.requested.amount)}
          </li>
        )}
        {refunds.pending.count > 0 && (
          <li>
            {counted(refunds.pending.count, "refund")} under way, {money(refunds.pending.amount)}
          </li>
        )}
        {refunds.failed.count > 0 && (
          <li>
            {counted(refunds.failed.count, "refund")} failed, {money(refunds.failed.amount)}
          </li>
        )}
      </ul>
      <div className="actions">
        {(state === "needs-you" || refunds.failed.count > 0) && (
          <Link to="/refunds" search={{ eventId: event.id }} className="button quiet">
            Those that need you
          </Link>
        )}
        <Link to="/refunds" search={{ eventId: event.id, state: "all" }} className="button quiet">
          All refunds of this event
        </Link>
      </div>
    </section>
  );
}
