import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Ledger,
  LedgerParams,
  PayoutParams,
  Payouts,
  RefundProgress,
  SalesReport,
} from "@liveotter/contracts/promoter/sales";
import { asId, type EventId, type Id, type OrderId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { readLedger, readPayouts } from "@liveotter/database/promoter/read-ledger";
import { readRefundProgress } from "@liveotter/database/promoter/read-refund-progress";
import { readSales } from "@liveotter/database/promoter/read-sales";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { decodeCursor, encodeCursor, keyNumber } from "../http/page-cursor.ts";
import { refusals } from "../http/refusals.ts";
import { ledgerReply } from "../orders/my-order-reply.ts";
import { heldInShards } from "../reports/held-in-shards.ts";
import { payoutsReply } from "../reports/payouts-reply.ts";
import { progressReply } from "../reports/progress-reply.ts";
import { ownerOnly, signedIn } from "../sign-in/sign-in.ts";

const PAGE = 100;
const tags = ["Reports"];
const params = z.object({ id: z.uuid() });

const sales = createRoute({
  method: "get",
  path: "/v1/events/{id}/sales",
  operationId: "readSales",
  summary: "See how an event's sale goes",
  description:
    "Now: by ticket type, quota and day. What fans hold in their carts comes from those who count it, and is null while they do not answer.",
  tags,
  request: { params },
  responses: {
    200: { description: "The sale", content: { "application/json": { schema: SalesReport } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const progress = createRoute({
  method: "get",
  path: "/v1/events/{id}/refund-progress",
  operationId: "readRefundProgress",
  summary: "See how far an event's refunds are",
  description:
    "After a cancellation, above all: refunds run on by themselves. `paused`: the provider has no balance and is asked again later; `needs-you`: all that is left has failed, or is to be given back by hand.",
  tags,
  request: { params },
  responses: {
    200: { description: "How far they are", content: { "application/json": { schema: RefundProgress } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const ledger = createRoute({
  method: "get",
  path: "/v1/ledger",
  operationId: "readLedger",
  summary: "Read your ledger",
  description: "Double entry, newest first: each entry's lines add up to zero, and none is ever changed. For owners.",
  tags,
  request: { query: LedgerParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: Ledger } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const payouts = createRoute({
  method: "get",
  path: "/v1/payouts",
  operationId: "readPayouts",
  summary: "See what is yours",
  description:
    "The ledger's accounts, added up for each event and currency. `payout` is what is held for you: what came through the provider, less fees and what goes back. For owners.",
  tags,
  request: { query: PayoutParams },
  responses: {
    200: { description: "By event", content: { "application/json": { schema: Payouts } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const Key = z.object({ id: keyNumber() });

/** What promoters read of their sales, by a role that only reads: no report holds up a save. */
export const reports = newRouter<MemberApp>();
reports.use("/v1/events/*", signedIn);
reports.use("/v1/ledger", signedIn, ownerOnly);
reports.use("/v1/payouts", signedIn, ownerOnly);
reports
  .openapi(sales, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const report = await c.env.reporting((db) => readSales(db, where));
    if (report === null) throw new ProblemError("not-found");
    const pools = await heldInShards(c.env, where.eventId, report.scopes);
    const quotas = report.quotas.map((quota) => ({ ...quota, held: pools.get(quota.id)?.held ?? null }));
    const { scopes: _scopes, ...own } = report;
    const { asOf, ticketTypes, days } = own;
    return c.json({ ...own, asOf: toIso(asOf), ticketTypes: [...ticketTypes], days: [...days], quotas }, 200);
  })
  .openapi(progress, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const counts = await c.env.reporting((db) => readRefundProgress(db, where));
    if (counts === null) throw new ProblemError("not-found");
    return c.json(progressReply(counts), 200);
  })
  .openapi(ledger, async (c) => {
    const { limit = PAGE, cursor, eventId, orderId, from, to } = c.req.valid("query");
    const filter = { eventId: perhapsId<EventId>(eventId), orderId: perhapsId<OrderId>(orderId), from, to };
    const query = { ...filter, limit, before: decodeCursor(cursor, Key)?.id };
    const page = await c.env.reporting((db) => readLedger(db, c.get("me").promoter.id, query));
    const nextCursor = page.after === null ? null : encodeCursor({ id: page.after });
    return c.json({ items: page.items.map(ledgerReply), nextCursor }, 200);
  })
  .openapi(payouts, async (c) => {
    const { eventId, from, to } = c.req.valid("query");
    const filter = { eventId: perhapsId<EventId>(eventId), from, to };
    const report = await c.env.reporting((db) => readPayouts(db, c.get("me").promoter.id, filter));
    return c.json(payoutsReply(report), 200);
  });

const perhapsId = <T extends Id<string>>(text: string | undefined): T | undefined =>
  text === undefined ? undefined : (asId<T>(text.toLowerCase()) ?? undefined);
