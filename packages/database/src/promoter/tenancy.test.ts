import { readdir } from "node:fs/promises";
import type {
  CodeId,
  EventId,
  Id,
  OrderId,
  OutboxId,
  PaymentId,
  PerformanceId,
  QuotaId,
  RefundId,
  SeriesId,
  TicketTypeId,
  UserId,
} from "@liveotter/core/ids";
import { asId, asOutboxId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, it } from "vitest";
import { as, draft, newPromoter, performance } from "../../test/fixture.ts";
import { digestOf, guardedOnlyBy, withoutConditions } from "../../test/one-guard.ts";
import { orderOf, paidOrder } from "../../test/stage.ts";
import type { Database } from "../connect.ts";
import { listImportRows, listImports, readImport } from "../imports/read-imports.ts";
import { requestUndo } from "../imports/request-undo.ts";
import { placeOrder } from "../orders/place-order.ts";
import { settleRefund } from "../orders/settle-refund.ts";
import { cancelMyOrder } from "./cancel-my-order.ts";
import { cancelPerformance } from "./cancel-performance.ts";
import { createBlock, listBlocks, releaseBlock } from "./change-block.ts";
import { changeCode } from "./change-code.ts";
import { changeOrderEmail } from "./change-order-email.ts";
import { countCancellation } from "./count-cancellation.ts";
import { countHolders } from "./count-holders.ts";
import { createCodes } from "./create-codes.ts";
import { createEvent } from "./create-event.ts";
import { createSeries } from "./create-series.ts";
import type { Actor } from "./event-draft.ts";
import { type ExportKind, exportPage } from "./export-page.ts";
import { findCodes } from "./find-codes.ts";
import { listAttendees } from "./list-attendees.ts";
import { listAudit } from "./list-audit.ts";
import { listCodes } from "./list-codes.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listMyEvents } from "./list-my-events.ts";
import { listMyOrders } from "./list-my-orders.ts";
import { listRefunds } from "./list-refunds.ts";
import { listRevocations } from "./list-revocations.ts";
import { listSeries } from "./list-series.ts";
import { moveEvent } from "./move-event.ts";
import type { CodeDraft } from "./my-code.ts";
import type { SellingDraft } from "./my-selling.ts";
import { listGuests, placeGuest } from "./place-guest.ts";
import { publishEvent } from "./publish-event.ts";
import { readEventDeliveries } from "./read-event-deliveries.ts";
import { readLedger, readPayouts } from "./read-ledger.ts";
import { readMyEvent } from "./read-my-event.ts";
import { readMyOrder } from "./read-my-order.ts";
import { readMySelling } from "./read-my-selling.ts";
import { readRefundProgress } from "./read-refund-progress.ts";
import { readSales } from "./read-sales.ts";
import { readSoldLines } from "./read-sold-lines.ts";
import { receivePayment } from "./receive-payment.ts";
import { refundOrder } from "./refund-order.ts";
import { renameSeries } from "./rename-series.ts";
import { replaceSelling } from "./replace-selling.ts";
import { replayDelivery } from "./replay-delivery.ts";
import { resendMail } from "./resend-mail.ts";
import { setCover } from "./set-cover.ts";
import { retryRefund, settleMyRefund } from "./settle-my-refund.ts";
import { stopSale } from "./stop-sale.ts";
import { updateEvent } from "./update-event.ts";
import { voidOrder } from "./void-order.ts";

const now = () => instant(Date.now());

/** What somebody could name of another promoter's. */
interface Ids {
  readonly draft: EventId;
  readonly shown: EventId;
  readonly series: SeriesId;
  readonly delivery: OutboxId;
  readonly user: UserId;
  readonly import: string;
  readonly key: string;
  readonly sale: SaleIds;
}

/** And of a sale of theirs. */
interface SaleIds {
  readonly event: EventId;
  readonly performance: PerformanceId;
  readonly ticketType: TicketTypeId;
  readonly quota: QuotaId;
  readonly code: CodeId;
  readonly block: string;
  readonly paid: OrderId;
  readonly item: string;
  readonly pending: OrderId;
  readonly failed: RefundId;
}

/** A word that stands in everything of the other promoter's. */
const MARK = "Theirsalone";

interface Attempt {
  /** The file that it is about. */
  readonly file: string;
  readonly name: string;
  /** Acts for `me`, naming those ids. */
  readonly act: (db: Database, me: Actor, ids: Ids) => Promise<unknown>;
  /** What still protects once both guards are gone; then nothing can be seen to leak. */
  readonly third?: string;
}

/** As far as whatever other files left here goes. */
const list = { limit: 100_000 };
const ATTEMPTS: readonly Attempt[] = [
  {
    ...{ file: "read-my-event.ts", name: "reading an event" },
    act: (db, { promoterId }, { draft: eventId }) => readMyEvent(db, { promoterId, eventId }),
  },
  ...(["created", "changed", "name", "date"] as const).map((sort) => ({
    ...{ file: "list-my-events.ts", name: `listing events by ${sort}` },
    act: (db: Database, { promoterId }: Actor) => listMyEvents(db, promoterId, { ...list, sort }, now()),
  })),
  {
    ...{ file: "list-my-events.ts", name: "searching events" },
    act: (db, { promoterId }) => listMyEvents(db, promoterId, { ...list, words: [MARK.toLowerCase()] }, now()),
  },
  {
    ...{ file: "list-my-events.ts", name: "listing a series' events" },
    act: (db, { promoterId }, { series: seriesId }) => listMyEvents(db, promoterId, { ...list, seriesId }, now()),
  },
  {
    ...{ file: "create-event.ts", name: "creating an event with a known key" },
    act: async (db, me, { key }) => (await createEvent(db, me, draft(), { key, body: "mine" }, now())).outcome,
  },
  {
    ...{ file: "create-event.ts", name: "creating an event in a series", third: "the composite foreign key" },
    act: async (db, me, { series: seriesId }) =>
      (await createEvent(db, me, draft({ seriesId }), { key: uuidv7(), body: "mine" }, now())).outcome,
  },
  {
    ...{ file: "update-event.ts", name: "changing an event" },
    act: (db, me, { draft: eventId }) => {
      const change = { name: "Defaced", performances: [performance(90)], ticketTypes: [] };
      return updateEvent(db, me, { eventId, version: 1 }, change, now());
    },
  },
  {
    ...{ file: "move-event.ts", name: "cancelling an event" },
    act: (db, me, { shown: eventId }) => moveEvent(db, me, { eventId, version: 2 }, "cancel", now()),
  },
  {
    ...{ file: "publish-event.ts", name: "publishing an event" },
    act: (db, me, { draft: eventId }) => publishEvent(db, me, { eventId, version: 1 }, now()),
  },
  {
    ...{ file: "set-cover.ts", name: "taking an event's cover away" },
    act: (db, me, { draft: eventId }) => setCover(db, me, { eventId, version: 1 }, null),
  },
  {
    ...{ file: "list-series.ts", name: "listing series" },
    act: (db, { promoterId }) => listSeries(db, promoterId, list),
  },
  {
    ...{ file: "create-series.ts", name: "creating a series with a known key" },
    act: async (db, me, { key }) => {
      const series = { name: "Mine", slug: `mine-${uuidv7()}` };
      return (await createSeries(db, me, series, { key: `series ${key}`, body: "mine" })).outcome;
    },
  },
  {
    ...{ file: "rename-series.ts", name: "renaming a series" },
    act: (db, me, { series: seriesId }) => renameSeries(db, me, { seriesId, version: 1 }, "Defaced"),
  },
  {
    ...{ file: "list-audit.ts", name: "reading the audit log" },
    act: (db, { promoterId }) => listAudit(db, promoterId, list),
  },
  {
    ...{ file: "list-audit.ts", name: "reading the audit log of an event" },
    act: (db, { promoterId }, { draft: subjectId }) => listAudit(db, promoterId, { ...list, subjectId }),
  },
  {
    ...{ file: "list-audit.ts", name: "reading the audit log of a person" },
    act: (db, { promoterId }, { user: actorId }) => listAudit(db, promoterId, { ...list, actorId }),
  },
  {
    ...{ file: "list-deliveries.ts", name: "listing deliveries" },
    act: (db, { promoterId }) => listDeliveries(db, promoterId, list),
  },
  {
    ...{ file: "read-event-deliveries.ts", name: "reading an event's deliveries" },
    act: (db, { promoterId }, { shown: eventId }) => readEventDeliveries(db, { promoterId, eventId }),
  },
  {
    ...{ file: "replay-delivery.ts", name: "replaying a delivery" },
    act: (db, me, { delivery }) => replayDelivery(db, me, delivery),
  },
  ...(["series", "event", "import", "code", "order", "audit"] as const).map((kind: ExportKind) => ({
    ...{ file: "export-page.ts", name: `exporting: ${kind}` },
    act: (db: Database, { promoterId }: Actor) => exportPage(db, promoterId, kind, { ...list, after: null }),
  })),
];

const SELLING: SellingDraft = {
  ...{ maxPerFan: 1, orderMinutes: 20, card: true, transfer: null, payAtDoor: true, needsPass: false },
  ...{ ticketCodes: "static", attendeeNames: "none", refundWindowDays: 3, questions: [] },
};
const CODE: CodeDraft = {
  ...{ tag: "", effect: "none", value: 0, maxUses: null, blocksQuotaId: null, bypassesQuotas: false },
  ...{ opensHidden: false, opensPresale: false, ticketTypeIds: null, validFrom: null, validUntil: null },
};
const once = () => ({ key: uuidv7(), body: "mine" });
const FUNCTION = "the function, which asks whose it is";

const SALES: readonly Attempt[] = [
  {
    ...{ file: "read-my-selling.ts", name: "reading how an event is sold" },
    act: (db, { promoterId }, { sale }) => readMySelling(db, { promoterId, eventId: sale.event }),
  },
  {
    ...{ file: "replace-selling.ts", name: "selling an event otherwise" },
    act: (db, me, { sale }) => replaceSelling(db, me, { eventId: sale.event, version: 1 }, SELLING),
  },
  {
    ...{ file: "stop-sale.ts", name: "stopping a sale" },
    act: (db, me, { sale }) => stopSale(db, me, sale.event, true),
  },
  {
    ...{ file: "list-codes.ts", name: "listing codes" },
    act: (db, { promoterId }, { sale }) => listCodes(db, { promoterId, eventId: sale.event }, list),
  },
  {
    ...{ file: "find-codes.ts", name: "finding codes" },
    act: (db, { promoterId }, { sale }) => findCodes(db, { promoterId, eventId: sale.event }, [`${MARK}-1`], 1),
  },
  {
    ...{ file: "create-codes.ts", name: "making a code" },
    act: async (db, me, { sale }) => (await createCodes(db, me, sale.event, CODE, ["NEW"], once())).outcome,
  },
  {
    ...{ file: "change-code.ts", name: "switching a code off" },
    act: (db, me, { sale }) =>
      changeCode(db, me, { eventId: sale.event, codeId: sale.code, version: 1 }, { disabled: true }),
  },
  {
    ...{ file: "change-block.ts", name: "listing blocks" },
    act: (db, { promoterId }, { sale }) => listBlocks(db, { promoterId, eventId: sale.event }),
  },
  {
    ...{ file: "change-block.ts", name: "blocking" },
    act: async (db, me, { sale }) => {
      const block = { id: uuidv7(), quotaId: sale.quota, quantity: 1, reason: "" };
      return (await createBlock(db, me, sale.event, block, once(), now())).outcome;
    },
  },
  {
    ...{ file: "change-block.ts", name: "releasing a block" },
    act: (db, me, { sale }) => releaseBlock(db, me, { eventId: sale.event, blockId: sale.block }, now()),
  },
  {
    ...{ file: "place-guest.ts", name: "listing guests" },
    act: (db, { promoterId }, { sale }) =>
      listGuests(db, { promoterId, eventId: sale.event }, { limit: 10, after: undefined }),
  },
  {
    ...{ file: "place-guest.ts", name: "giving tickets away", third: FUNCTION },
    act: async (db, me, { sale }) => {
      const at = { orderId: newId<OrderId>(), eventId: sale.event };
      const guest = { name: "Guest", email: null, quantity: 1, locale: "en" } as const;
      const ticket = { ticketTypeId: sale.ticketType, performanceId: sale.performance };
      return (await placeGuest(db, me, at, { ...guest, ...ticket }, once(), now())).outcome;
    },
  },
  {
    ...{ file: "list-my-orders.ts", name: "listing orders" },
    act: (db, { promoterId }, { sale }) => listMyOrders(db, promoterId, { ...list, eventId: sale.event }),
  },
  {
    ...{ file: "list-my-orders.ts", name: "searching orders" },
    act: (db, { promoterId }) => listMyOrders(db, promoterId, { ...list, q: MARK }),
  },
  {
    ...{ file: "read-my-order.ts", name: "reading an order" },
    act: (db, { promoterId }, { sale }) => readMyOrder(db, promoterId, sale.paid),
  },
  {
    ...{ file: "refund-order.ts", name: "refunding an order" },
    act: (db, me, { sale }) => {
      const refund = { refundId: newId<RefundId>(), items: [{ id: sale.item, amount: 1 }], cancel: false, note: "" };
      return refundOrder(db, me, { orderId: sale.paid, version: 3 }, refund, once(), now());
    },
  },
  {
    ...{ file: "void-order.ts", name: "voiding tickets" },
    act: (db, me, { sale }) => {
      const draft = { voidId: newId<RefundId>(), itemIds: [sale.item], tickets: 1, note: "" };
      const choice = { reason: "fraud", freePlaces: true } as const;
      return voidOrder(db, me, { orderId: sale.paid, version: 3 }, { ...draft, ...choice }, once(), now());
    },
  },
  {
    ...{ file: "receive-payment.ts", name: "noting a payment" },
    act: (db, me, { sale }) => {
      const payment = {
        paymentId: newId<PaymentId>(),
        method: "door",
        amount: 1000,
        reference: null,
        until: null,
      } as const;
      return receivePayment(db, me, sale.pending, payment, once(), now());
    },
  },
  {
    ...{ file: "cancel-my-order.ts", name: "cancelling an order" },
    act: (db, me, { sale }) => cancelMyOrder(db, me, sale.pending, now()),
  },
  {
    ...{ file: "cancel-performance.ts", name: "cancelling a performance", third: "an event keeps one performance" },
    act: (db, me, { sale }) =>
      cancelPerformance(db, me, { eventId: sale.event, version: 2 }, sale.performance, "refund"),
  },
  {
    ...{ file: "count-cancellation.ts", name: "counting what a cancellation would refund" },
    act: (db, { promoterId }, { sale }) => countCancellation(db, { promoterId, eventId: sale.event }, sale.performance),
  },
  {
    ...{ file: "count-holders.ts", name: "counting who has tickets" },
    act: (db, { promoterId }, { sale }) => countHolders(db, { promoterId, eventId: sale.event }, [sale.performance]),
  },
  {
    ...{ file: "change-order-email.ts", name: "moving an order to another address" },
    act: (db, me, { sale }) => {
      const address = { email: "mine@example.org", emailKey: "mine@example.org" };
      return changeOrderEmail(
        db,
        me,
        { orderId: sale.paid, version: 3 },
        address,
        { ...once(), changeId: uuidv7() },
        now(),
      );
    },
  },
  {
    ...{ file: "resend-mail.ts", name: "mailing tickets again" },
    act: (db, me, { sale }) => resendMail(db, me, sale.paid, { ...once(), mailId: uuidv7() }),
  },
  {
    ...{ file: "list-refunds.ts", name: "listing refunds" },
    act: (db, { promoterId }) => listRefunds(db, promoterId, list),
  },
  {
    ...{ file: "settle-my-refund.ts", name: "trying a refund again" },
    act: (db, me, { sale }) => retryRefund(db, me, sale.failed, now()),
  },
  {
    ...{ file: "settle-my-refund.ts", name: "settling a refund" },
    act: (db, me, { sale }) => settleMyRefund(db, me, sale.failed, now()),
  },
  {
    ...{ file: "list-attendees.ts", name: "listing who comes" },
    act: (db, { promoterId }, { sale }) =>
      listAttendees(db, { promoterId, eventId: sale.event }, { ...list, state: "all" }),
  },
  {
    ...{ file: "list-revocations.ts", name: "listing revocations" },
    act: (db, { promoterId }, { sale }) =>
      listRevocations(db, { promoterId, eventId: sale.event }, { ...list, after: undefined, since: undefined }),
  },
  {
    ...{ file: "read-sales.ts", name: "reading a sale" },
    act: async (db, { promoterId }, { sale }) => {
      const sales = await readSales(db, { promoterId, eventId: sale.event });
      return sales && { ...sales, asOf: 0 };
    },
  },
  {
    ...{ file: "read-refund-progress.ts", name: "reading the progress of refunds" },
    act: async (db, { promoterId }, { sale }) => {
      const progress = await readRefundProgress(db, { promoterId, eventId: sale.event });
      return progress && { ...progress, asOf: 0 };
    },
  },
  {
    ...{ file: "read-ledger.ts", name: "reading the ledger" },
    act: (db, { promoterId }, { sale }) => readLedger(db, promoterId, { ...list, eventId: sale.event }),
  },
  {
    ...{ file: "read-ledger.ts", name: "reading payouts" },
    act: async (db, { promoterId }) => (await readPayouts(db, promoterId, {})).items,
  },
  {
    ...{ file: "read-sold-lines.ts", name: "reading what is sold" },
    act: (db, { promoterId }, { sale }) => readSoldLines(db, { promoterId, eventId: sale.event }),
  },
];

const IMPORTS: readonly Attempt[] = [
  {
    ...{ file: "../imports/read-imports.ts", name: "listing imports" },
    act: (db, { promoterId }) => listImports(db, promoterId, { ...list, after: undefined }),
  },
  {
    ...{ file: "../imports/read-imports.ts", name: "reading an import" },
    act: (db, { promoterId }, { import: importId }) => readImport(db, { promoterId, importId }),
  },
  {
    ...{ file: "../imports/read-imports.ts", name: "reading an import's rows" },
    act: (db, { promoterId }, { import: importId }) => {
      const page = { ...list, after: 0, outcome: undefined };
      return listImportRows(db, { promoterId, importId }, page);
    },
  },
  {
    ...{ file: "../imports/request-undo.ts", name: "undoing an import" },
    act: (db, me, { import: importId }) => requestUndo(db, me, importId),
  },
];

const ALL = [...ATTEMPTS, ...SALES, ...IMPORTS];

/** Files that reach no promoter's rows by themselves, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "apply-change.ts": "runs what update-event and move-event give it",
  "as-promoter.ts": "is the first guard's own switch",
  "find-venues.ts": "venues are everybody's",
  "read-venues-by-id.ts": "venues are everybody's",
  "place-performances.ts": "reads venues alone, which are everybody's",
  "forget-keys.ts": "works for jobs, across promoters",
  "audited-as.ts": "a part of statements",
  "event-parts.ts": "parts of statements",
  "event-draft.ts": "types",
  "my-code.ts": "a part of statements",
  "my-event.ts": "parts of statements",
  "my-order.ts": "parts of statements",
  "my-selling.ts": "a part of statements",
  "my-series.ts": "parts of statements",
  "once.ts": "parts of statements, and of keys whose owner has always to be named",
  "wait-for-orders.ts": "a part of statements",
  "read-scopes.ts": "asks a function, which asks whose event it is",
};

let mine: Actor;
let theirs: Actor;
let ids: Ids;
/** Ids that are nobody's. */
const nobodys: Ids = {
  draft: newId<EventId>(),
  shown: newId<EventId>(),
  series: newId<SeriesId>(),
  delivery: number("999999999999"),
  user: newId<UserId>(),
  import: uuidv7(),
  key: uuidv7(),
  sale: {
    ...{ event: newId(), performance: newId(), ticketType: newId(), quota: newId(), code: newId() },
    ...{ block: uuidv7(), paid: newId(), item: uuidv7(), pending: newId(), failed: newId() },
  },
};

beforeAll(async () => {
  [mine, theirs] = [await world("Mine"), await world(MARK)];
  const theirSale = await sold(theirs, MARK);
  await sold(mine, "Mine");
  const [row] = await as("owner").query<
    Record<"draft" | "shown" | "series" | "user" | "import", string> & { delivery: string }
  >(
    sql`SELECT (SELECT id FROM events WHERE promoter_id = p.id AND status = 'draft') AS draft,
      (SELECT id FROM events WHERE promoter_id = p.id AND status = 'published'
        AND NOT EXISTS (SELECT FROM orders WHERE event_id = events.id)) AS shown,
      (SELECT id FROM series WHERE promoter_id = p.id) AS series,
      (SELECT user_id FROM promoter_members WHERE promoter_id = p.id) AS user,
      (SELECT id FROM imports WHERE promoter_id = p.id) AS import,
      (SELECT id::text FROM outbox WHERE promoter_id = p.id AND parked_at IS NOT NULL) AS delivery
    FROM promoters p WHERE id = ${theirs.promoterId}::uuid`,
  );
  if (row === undefined) throw new Error("no world was made");
  ids = {
    draft: known<EventId>(row.draft),
    shown: known<EventId>(row.shown),
    series: known<SeriesId>(row.series),
    user: known<UserId>(row.user),
    import: row.import,
    delivery: number(row.delivery),
    key: `key of ${theirs.promoterId}`,
    sale: theirSale,
  };
});

const untouched: Record<string, ReturnType<typeof guardedOnlyBy<null, Record<string, string>>>> = {};

/** Whether the attempt learned or changed anything of the other promoter's, with only these guards. */
async function leaks(
  { act }: Attempt,
  guards: { rowLevelSecurity: boolean; conditions: boolean },
): Promise<{ leaked: string | null; bared: number }> {
  // Whatever is tried is undone: it stays the same.
  const at = JSON.stringify(guards);
  untouched[at] ??= guardedOnlyBy(
    guards,
    async () => null,
    (client) => digestOf(client, theirs.promoterId),
  );
  const before = await untouched[at];
  const look = (client: Parameters<typeof digestOf>[0]) => digestOf(client, theirs.promoterId);
  const named = await guardedOnlyBy(guards, (db) => act(db, mine, ids), look);
  const unknown = await guardedOnlyBy(guards, (db) => act(db, mine, nobodys), look);
  const text = JSON.stringify(named.result);
  const { bared } = named;
  const shown = [MARK, theirs.promoterId, ids.user].some((word) => text.includes(word));
  if (shown) return { leaked: `shown: ${text.slice(0, 200)}`, bared };
  if (JSON.stringify(before.seen) !== JSON.stringify(named.seen)) return { leaked: "changed", bared };
  // As for what does not exist.
  if (text !== JSON.stringify(unknown.result)) return { leaked: `told apart: ${text.slice(0, 200)}`, bared };
  return { leaked: null, bared };
}

describe("what is another promoter's", () => {
  it.each(ALL)("stays out of reach by row-level security alone: $name", async (attempt) => {
    const { leaked, bared } = await leaks(attempt, { rowLevelSecurity: true, conditions: false });
    expect(bared).toBeGreaterThan(0);
    expect(leaked).toBeNull();
  });

  it.each(ALL)("stays out of reach by the statement's own conditions alone: $name", async (attempt) => {
    const { leaked } = await leaks(attempt, { rowLevelSecurity: false, conditions: true });
    expect(leaked).toBeNull();
  });

  it.each(ALL)("would be in reach without both, or else nothing was tried: $name", async (attempt) => {
    const { leaked } = await leaks(attempt, { rowLevelSecurity: false, conditions: false });
    if (attempt.third === undefined) expect(leaked).not.toBeNull();
    else expect(leaked, `kept by ${attempt.third}`).toBeNull();
  });

  it("is tried for in every file of this folder", async () => {
    const files = (await readdir(new URL(".", import.meta.url))).filter((name) => !name.endsWith(".test.ts"));
    const tried = [...ATTEMPTS, ...SALES].map(({ file }) => file);
    expect(files.filter((name) => !tried.includes(name) && !(name in ELSEWHERE))).toEqual([]);
    expect(Object.keys(ELSEWHERE).filter((name) => tried.includes(name) || !files.includes(name))).toEqual([]);
  });
});

it("taking conditions away leaves the rest of a statement as it is", () => {
  expect(withoutConditions("WHERE e.promoter_id = $1::uuid AND p.promoter_id = e.promoter_id AND id = $2")).toBe(
    "WHERE $1::uuid IS NOT NULL AND true AND id = $2",
  );
});

/** A promoter with something of everything; `mark` stands in each name. */
async function world(mark: string): Promise<Actor> {
  const { promoterId } = await newPromoter();
  const userId = newId<UserId>();
  const owner = as("owner");
  await owner.transaction([
    sql`UPDATE promoters SET name = ${mark} WHERE id = ${promoterId}::uuid`,
    sql`INSERT INTO users (id, name, email, email_verified)
      VALUES (${userId}::uuid, ${mark}, ${`${userId}@example.test`}, true)`,
    sql`INSERT INTO promoter_members (promoter_id, user_id, role)
      VALUES (${promoterId}::uuid, ${userId}::uuid, 'owner')`,
    sql`INSERT INTO imports (id, promoter_id, user_id, name, format, publish, genre, currency, total_bytes)
      VALUES (${uuidv7()}::uuid, ${promoterId}::uuid, ${userId}::uuid, ${mark}, 'csv', false, 'jazz', 'EUR', 1)`,
  ]);
  const actor: Actor = { promoterId, userId, requestId: mark };
  const db = as("promoter");
  const seriesRequest = { key: `series key of ${promoterId}`, body: mark };
  const made = await createSeries(db, actor, { name: mark, slug: `s-${uuidv7()}` }, seriesRequest);
  const seriesId = made.outcome === "conflict" ? null : made.series.id;
  const where = { kind: "place", city: mark, country: "PL", lat: null, lon: null } as const;
  const parts = { name: mark, seriesId, performances: [performance(48, { where })], tags: [mark] };
  const request = { key: `key of ${promoterId}`, body: mark };
  await createEvent(db, actor, draft(parts), request, now());
  const shown = await createEvent(db, actor, draft(parts), { key: uuidv7(), body: mark }, now());
  if (shown.outcome !== "created") throw new Error(shown.outcome);
  await publishEvent(db, actor, { eventId: shown.event.id, version: 1 }, now());
  await owner.query(
    sql`UPDATE outbox SET parked_at = now(), attempts = 10 WHERE promoter_id = ${promoterId}::uuid AND consumer = 'search'`,
  );
  return actor;
}

/** Something of everything that selling leaves behind; `mark` stands wherever somebody may write. */
async function sold(actor: Actor, mark: string): Promise<SaleIds> {
  const [performanceId, ticketType, quota] = [newId<PerformanceId>(), newId<TicketTypeId>(), newId<QuotaId>()];
  const db = as("promoter");
  const parts = {
    ...{ name: mark, performances: [performance(48, { id: performanceId })] },
    ticketTypes: [{ id: ticketType, name: mark, price: 850 }],
    quotas: [{ id: quota, name: mark, capacity: 10, performance: null, ticketTypes: [ticketType] }],
  };
  const made = await createEvent(db, actor, draft(parts), { key: uuidv7(), body: mark }, now());
  if (made.outcome !== "created") throw new Error(made.outcome);
  const eventId = made.event.id;
  await publishEvent(db, actor, { eventId, version: 1 }, now());
  await as("owner").query(
    sql`INSERT INTO inventory_shards (scope, event_id) VALUES (${eventId}::uuid, ${eventId}::uuid)`,
  );
  const shards = [{ scope: eventId, epoch: 1 }];
  const stage = { actor, eventId, performances: [performanceId], types: [ticketType], quotas: [quota], shards };
  const fan = { name: mark, email: `fan@${mark}.example`, emailKey: `fan@${mark}.example`.toLowerCase() };
  const { orderId: paid } = await paidOrder(as("public"), orderOf(stage, [0], fan));
  const { orderId: pending } = await placeOrder(as("public"), orderOf(stage, [0], fan));
  const codes = await createCodes(db, actor, eventId, { ...CODE, tag: mark }, [`${mark}-1`], once());
  const block = { id: uuidv7(), quotaId: quota, quantity: 1, reason: mark };
  await createBlock(db, actor, eventId, block, once(), now());
  const ticket = { ticketTypeId: ticketType, performanceId, quantity: 1, locale: "en" } as const;
  const guest = { orderId: newId<OrderId>(), eventId };
  await placeGuest(db, actor, guest, { ...ticket, name: mark, email: null }, once(), now());
  const order = await readMyOrder(db, actor.promoterId, paid);
  const item = order?.items[0]?.id ?? "";
  const refund = { refundId: newId<RefundId>(), items: [{ id: item, amount: 1 }], cancel: false, note: mark };
  await refundOrder(db, actor, { orderId: paid, version: order?.version ?? 0 }, refund, once(), now());
  await settleRefund(as("jobs"), { refundId: refund.refundId, outcome: "failed", error: mark, now: now() });
  // A code that opens no door any more.
  await as("owner").query(sql`UPDATE ticket_credentials SET revoked_at = now()
    WHERE ticket_id IN (SELECT id FROM tickets WHERE order_id = ${paid}::uuid)`);
  if (codes.outcome !== "made") throw new Error(codes.outcome);
  return {
    ...{ event: eventId, performance: performanceId, ticketType, quota, code: codes.first.id, block: block.id },
    ...{ paid, item, pending, failed: refund.refundId },
  };
}

function newId<T extends Id<string>>(): T {
  return known<T>(uuidv7());
}

function known<T extends Id<string>>(text: string): T {
  const id = asId<T>(text);
  if (id === null) throw new Error(`${text} is no id`);
  return id;
}

function number(text: string): OutboxId {
  const id = asOutboxId(text);
  if (id === null) throw new Error(`${text} is no number`);
  return id;
}
