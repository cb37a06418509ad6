import type { OrderBook } from "@liveotter/core/box-office/ports";
import { connect } from "@liveotter/database/connect";
import { askInterest } from "@liveotter/database/interests/ask-interest";
import { confirmInterest } from "@liveotter/database/interests/confirm-interest";
import { endInterest } from "@liveotter/database/interests/end-interest";
import { readInterest } from "@liveotter/database/interests/read-interest";
import { confirmOrderEmail, readOrderEmailChange, requestOrderEmail } from "@liveotter/database/orders/email-change";
import { orderBook } from "@liveotter/database/orders/order-book";
import { placeOrder } from "@liveotter/database/orders/place-order";
import { readOrder } from "@liveotter/database/orders/read-order";
import { returnOrder } from "@liveotter/database/orders/return-order";
import { beginOrderSearch } from "@liveotter/database/persons/begin-order-search";
import { beginOrderSession } from "@liveotter/database/persons/begin-order-session";
import { endOrderSession } from "@liveotter/database/persons/end-order-session";
import { readFanOrders } from "@liveotter/database/persons/read-fan-orders";
import { readCatalogueVersion } from "@liveotter/database/public/read-catalogue-version";
import { readPreview } from "@liveotter/database/public/read-preview";
import { retrying } from "@liveotter/database/retrying";
import { readCode, readEventOf, readSale } from "@liveotter/database/sale/read-sale";
import { changeHolder } from "@liveotter/database/tickets/change-holder";
import { readTickets } from "@liveotter/database/tickets/read-tickets";
import type { Breaker } from "@liveotter/integrations/breaker";
import { bulkhead } from "@liveotter/integrations/bulkhead";
import type { VersionSource } from "@liveotter/integrations/cache/catalogue-version";
import type { PreviewGrant } from "@liveotter/integrations/preview/preview-token";
import type { EmailChangeStore } from "./box-office/email-changes.ts";
import type { PersonStore } from "./box-office/fan-orders.ts";
import type { OrderStore } from "./box-office/order-store.ts";
import type { SaleRecord } from "./box-office/sales.ts";
import { databaseSource } from "./catalogue/database-source.ts";
import { absentSource, NotConfiguredError } from "./catalogue/source.ts";
import { NEVER, PROBE_MS, watchedBy } from "./health.ts";
import type { InterestStore } from "./interests/interests.ts";
import type { Settings } from "./settings.ts";
import type { TicketStore } from "./tickets/tickets.ts";

/** A request may have six connections open; the rest of the isolate's loads wait their turn. */
const LOADS = { limit: 8, waitMs: 100, leaseMs: 2000 };
/** Orders under way at once: hot counters are slower the more wait for them. A place outlasts all tries of its holder. */
const WRITES = { limit: 8, waitMs: 1000, leaseMs: 8000 };
const ORDER_READS = { limit: 8, waitMs: 1000, leaseMs: 2000 };
/** Nobody waits longer than this for a Postgres that hangs. */
const WRITE_MS = 1900;
const PREVIEW_MS = 1400;

/** Postgres as fans' role, behind its breaker; `null` where no database is named. */
export function openPostgres({ databaseUrl, databaseEndpoint }: Settings, breaker: Breaker) {
  if (databaseUrl === null) return null;
  const db = connect({ url: databaseUrl, httpEndpoint: databaseEndpoint ?? undefined });
  const places = bulkhead(LOADS);
  const version: VersionSource = (outer) =>
    breaker.run((signal) => readCatalogueVersion(db, { signal }), PROBE_MS, outer);
  const watched = watchedBy(breaker, () => version(NEVER));
  const preview = (grant: PreviewGrant) =>
    places.run(() => breaker.run((signal) => readPreview(db, grant, { signal }), PREVIEW_MS));
  const read = <T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal) =>
    places.run(() => breaker.run(work, PREVIEW_MS, outer));
  const sales: SaleRecord = {
    sale: (eventId, outer) => read((signal) => readSale(db, eventId, { signal }), outer),
    code: (eventId, key, outer) => read((signal) => readCode(db, eventId, key, { signal }), outer),
    eventOf: (performanceId, outer) => read((signal) => readEventOf(db, performanceId, { signal }), outer),
  };
  const writing = bulkhead(WRITES);
  const reading = bulkhead(ORDER_READS);
  const once = <T>(work: (signal: AbortSignal) => Promise<T>) => writing.run(() => breaker.run(work, WRITE_MS));
  const write = <T>(work: (signal: AbortSignal) => Promise<T>) =>
    writing.run(() => retrying(() => breaker.run(work, WRITE_MS)));
  const book = orderBook({
    query: (statement) => once((signal) => db.query(statement, { signal })),
    transaction: (statements) => once((signal) => db.transaction(statements, { signal })),
  });
  const orders: OrderStore = {
    place: (order) => write((signal) => placeOrder(db, order, { signal })),
    // Not among the looks at the catalogue: whoever has ordered is not to wait for those who browse.
    read: (orderId) => reading.run(() => breaker.run((signal) => readOrder(db, orderId, { signal }), PREVIEW_MS)),
    giveBack: (request) => write((signal) => returnOrder(db, request, { signal })),
  };
  const tickets: TicketStore = {
    read: (orderId, question) => read((signal) => readTickets(db, orderId, question, { signal })),
    change: (where, change, replacement) => write((signal) => changeHolder(db, where, change, replacement, { signal })),
  };
  const persons: PersonStore = {
    search: (row) => write((signal) => beginOrderSearch(db, row, { signal })),
    begin: (code, session) => write((signal) => beginOrderSession(db, code, session, { signal })),
    end: (key) => write((signal) => endOrderSession(db, key, { signal })),
    orders: (key) => read((signal) => readFanOrders(db, key, { signal })),
  };
  const interests: InterestStore = {
    ask: (request, now) => write((signal) => askInterest(db, request, now, { signal })),
    read: (id) => read((signal) => readInterest(db, id, { signal })),
    confirm: (id, now) => write((signal) => confirmInterest(db, id, now, { signal })),
    end: (id) => write((signal) => endInterest(db, id, { signal })),
  };
  const emailChanges: EmailChangeStore = {
    request: (request) => write((signal) => requestOrderEmail(db, request, { signal })),
    read: (id, now) => read((signal) => readOrderEmailChange(db, id, now, { signal })),
    confirm: (id, now) => write((signal) => confirmOrderEmail(db, id, now, { signal })),
  };
  const source = databaseSource(db, breaker, places);
  return { source, sales, orders, emailChanges, tickets, persons, interests, book, preview, places, version, watched };
}

const none = () => Promise.reject(new NotConfiguredError("Postgres"));

/** What stands for it then: whatever is asked is refused. */
export const withoutPostgres = {
  source: absentSource("Postgres"),
  preview: none,
  sales: { sale: none, code: none, eventOf: none } satisfies SaleRecord,
  orders: { place: none, read: none, giveBack: none } satisfies OrderStore,
  tickets: { read: none, change: none } satisfies TicketStore,
  persons: { search: none, begin: none, end: none, orders: none } satisfies PersonStore,
  emailChanges: { request: none, read: none, confirm: none } satisfies EmailChangeStore,
  interests: { ask: none, read: none, confirm: none, end: none } satisfies InterestStore,
  book: {
    ...{ beginPayment: none, settlePayment: none, endOrder: none, settleRefund: none },
    ...{ dueOrders: none, settleDispute: none, recordOrphan: none },
  } satisfies OrderBook,
};
