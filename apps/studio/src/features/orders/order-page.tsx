import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { eventQuery } from "../../api/event-query.ts";
import { Banner } from "../../ui/banner.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { History } from "../../ui/history.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { formatMoney } from "../../ui/money.ts";
import { accountName, mailName, OrderChip } from "../../ui/order-words.tsx";
import { Page } from "../../ui/page.tsx";
import { Instant } from "../../ui/when.tsx";
import { OrderActions } from "./order-actions.tsx";
import { itemColumns, paymentColumns, refundColumns } from "./order-columns.tsx";
import { orderKey } from "./take-order.ts";

const route = getRouteApi("/inside/orders/$id");
/** While something about it is not known yet. */
const POLL_MS = 3000;

/** One order, and all that became of it. */
export function OrderPage() {
  const { id } = route.useParams();
  const read = useQuery({
    queryKey: orderKey(id),
    queryFn: ({ signal }) => answer(api.readOrder(id, { signal })),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOpen(data) ? POLL_MS : false),
  });
  const eventId = read.data?.eventId;
  const event = useQuery({ ...eventQuery(eventId ?? ""), enabled: eventId !== undefined });
  return (
    <Page
      title={read.data === undefined ? "Order" : `Order ${read.data.number}`}
      lede={
        read.data !== undefined && (
          <>
            <OrderChip state={read.data.state} />{" "}
            <Link to="/events/$id/orders" params={{ id: read.data.eventId }} search={{}}>
              <bdi>{read.data.eventName}</bdi>
            </Link>
          </>
        )
      }
      actions={read.data !== undefined && <OrderActions order={read.data} event={event.data} />}
    >
      <Loaded read={read}>{(order) => <Parts order={order} event={event.data} />}</Loaded>
    </Page>
  );
}

const isOpen = ({ state, refunds, mails }: MyOrder): boolean =>
  state === "pending" ||
  refunds.some((refund) => refund.state === "requested" || (refund.state === "pending" && refund.method === "card")) ||
  mails.some((mail) => mail.state === "waiting");

interface Of {
  readonly order: MyOrder;
  readonly event: MyEvent | undefined;
}

function Parts({ order, event }: Of) {
  const zone = event?.sales.zone;
  return (
    <>
      <Standing order={order} zone={zone} />
      <Facts order={order} zone={zone} />
      <Part title="Tickets">
        <DataTable
          caption="Tickets of this order"
          columns={itemColumns(order, event)}
          rows={order.items}
          rowId={({ id }) => id}
        />
      </Part>
      {order.answers.length > 0 && (
        <Part title="Answers">
          <dl className="facts">
            {order.answers.map(({ questionId, label, answer: given }) => (
              <div key={questionId}>
                <dt>
                  <bdi>{label}</bdi>
                </dt>
                <dd>
                  <bdi>{given}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      <Part title="Payments">
        {order.payments.length === 0 ? (
          <p className="soft">{order.total === 0 ? "Nothing had to be paid." : "Nobody has tried to pay yet."}</p>
        ) : (
          <DataTable
            caption="Payments"
            columns={paymentColumns(order.currency, zone)}
            rows={order.payments}
            rowId={({ id }) => id}
          />
        )}
      </Part>
      {order.refunds.length > 0 && (
        <Part title="Refunds">
          <DataTable caption="Refunds" columns={refundColumns(zone)} rows={order.refunds} rowId={({ id }) => id} />
        </Part>
      )}
      <div className="columns">
        <Part title="Mails">
          {order.mails.length === 0 ? (
            <p className="soft">None in the last weeks.</p>
          ) : (
            <ul role="list" className="lines">
              {order.mails.map(({ at, topic, state }) => (
                <li key={at + topic}>
                  {mailName(topic)}
                  <span className="note">
                    {state === "sent" ? "Sent" : state === "waiting" ? "On its way" : "Set aside after many attempts"} ·{" "}
                    <Instant at={at} zone={zone} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Part>
        <Part title="History">
          <History entries={order.history} zone={zone} />
        </Part>
      </div>
      {order.ledger.length > 0 && <Ledger order={order} zone={zone} />}
    </>
  );
}

function Standing({ order, zone }: { readonly order: MyOrder; readonly zone: string | undefined }) {
  const failed = order.refunds.some(({ state }) => state === "failed");
  const lost =
    order.payments.some(({ dispute }) => dispute === "lost") && order.items.some(({ cancelled }) => !cancelled);
  const disputed = order.payments.some(({ dispute }) => dispute === "open");
  return (
    <>
      {order.state === "pending" && order.expiresAt !== null && (
        <Banner>
          <p>
            Its places are kept until <Instant at={order.expiresAt} zone={zone} />. Unpaid by then, they are for sale
            again.{" "}
            {order.missing < order.total &&
              `${formatMoney(order.total - order.missing, order.currency)} has come, ${formatMoney(order.missing, order.currency)} is still missing.`}
          </p>
        </Banner>
      )}
      {disputed && (
        <Banner tone="stop">
          <p>
            <strong>The fan’s bank wants the money back.</strong> Its tickets are flagged at the door, and nothing is
            refunded before the dispute is decided.
          </p>
        </Banner>
      )}
      {lost && (
        <Banner tone="stop">
          <p>
            <strong>The dispute is lost, and the tickets are still valid.</strong> The fan’s bank has the money. Void
            the tickets if nobody should get in with them.
          </p>
        </Banner>
      )}
      {failed && (
        <Banner tone="stop">
          <p>A refund failed. The fan knows that it is delayed; it waits for you below.</p>
        </Banner>
      )}
    </>
  );
}

function Facts({ order, zone }: { readonly order: MyOrder; readonly zone: string | undefined }) {
  const money = (minor: number) => formatMoney(minor, order.currency);
  return (
    <dl className="tallies">
      <div>
        <dt>For</dt>
        <dd>
          <bdi>{order.name ?? "Nobody named"}</bdi>
          {order.email !== null && <span className="note">{order.email}</span>}
          {order.link !== null && (
            <a className="small" href={order.link} target="_blank" rel="noreferrer">
              Their page of this order
            </a>
          )}
        </dd>
      </div>
      <div>
        <dt>Total</dt>
        <dd className="number">
          {money(order.total)}
          <span className="note">
            {order.fees > 0 && `${money(order.fees)} of it fees. `}
            {order.tax > 0 && `${money(order.tax)} of it tax. `}
            {order.promoterFees > 0 && `You pay ${money(order.promoterFees)} of fees.`}
          </span>
        </dd>
      </div>
      {order.refunded > 0 && (
        <div>
          <dt>Goes back or went back</dt>
          <dd className="number">{money(order.refunded)}</dd>
        </div>
      )}
      <div>
        <dt>Placed</dt>
        <dd>
          <Instant at={order.placedAt} zone={zone} />
          {order.paidAt !== null && (
            <span className="note">
              paid <Instant at={order.paidAt} zone={zone} />
            </span>
          )}
          {order.endedAt !== null && (
            <span className="note">
              ended <Instant at={order.endedAt} zone={zone} />
            </span>
          )}
        </dd>
      </div>
      {order.code !== null && (
        <div>
          <dt>Code</dt>
          <dd>
            <Link to="/events/$id/codes" params={{ id: order.eventId }} search={{ q: order.code.code }}>
              <bdi>{order.code.code}</bdi>
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = `part-${title.toLowerCase()}`;
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Ledger({ order, zone }: { readonly order: MyOrder; readonly zone: string | undefined }) {
  return (
    <details className="filters section">
      <summary>Ledger of this order</summary>
      <ul role="list" className="lines">
        {order.ledger.map(({ id, at, lines }) => (
          <li key={id}>
            <Instant at={at} zone={zone} />
            <span className="note number">
              {lines
                .map(({ account, amount }) => `${accountName(account)} ${formatMoney(amount, order.currency)}`)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
