import { createRoute } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { HolderChange, TicketKeySet, TicketList, TicketParams, TicketReply } from "@liveotter/contracts/public/orders";
import { asId, type TicketId } from "@liveotter/core/ids";
import { z } from "zod";
import { openedOrder } from "../box-office/with-order.ts";
import type { App } from "../http/context.ts";
import { limit, limitAll } from "../http/limit.ts";
import { CALENDAR_TYPE } from "../http/reply.ts";

const tags = ["Orders"];
const security = [{ OrderKey: [] }];
const params = z.object({ id: z.uuid() });
const refusals = {
  400: problem("invalid-request"),
  404: problem("not-found"),
  503: problem("busy"),
};

const listing = createRoute({
  method: "get",
  path: "/v1/orders/{id}/tickets",
  operationId: "listTickets",
  summary: "An order's tickets, with what scans",
  description: "None before the order is paid. A ticket's code is the same each time, until it is replaced.",
  tags,
  security,
  request: { params, query: TicketParams },
  responses: {
    200: { description: "One page of tickets", content: { "application/json": { schema: TicketList } } },
    ...refusals,
  },
});

const printing = createRoute({
  method: "get",
  path: "/v1/orders/{id}/tickets.pdf",
  operationId: "printTickets",
  summary: "An order's valid tickets to print",
  description: "A page each, a thousand at the most. A ticket with a rotating code has none on paper.",
  tags,
  security,
  request: { params, query: z.object({ ticket: z.uuid().optional() }) },
  responses: {
    200: {
      description: "The tickets",
      content: { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } },
    },
    409: problem("invalid-state"),
    413: problem("too-large"),
    429: problem("too-many-requests"),
    ...refusals,
  },
});

const noting = createRoute({
  method: "get",
  path: "/v1/orders/{id}/tickets.ics",
  operationId: "readTicketCalendar",
  summary: "What an order's tickets are for, for calendars",
  description: "RFC 5545. An entry's id stays, so a later download replaces it, after a postponement for one.",
  tags,
  security,
  request: { params },
  responses: {
    200: { description: "An iCalendar object", content: { "text/calendar": { schema: z.string() } } },
    ...refusals,
  },
});

const changing = createRoute({
  method: "patch",
  path: "/v1/orders/{id}/tickets/{ticketId}",
  operationId: "renameHolder",
  summary: "Another holder for a ticket",
  description:
    "What is absent stays as it is. The code stays, too, unless it is to be `replace`d: then the one before opens no door, and the fan is told by mail.",
  tags,
  security,
  request: {
    params: z.object({ id: z.uuid(), ticketId: z.uuid() }),
    body: { required: true, content: { "application/json": { schema: HolderChange } } },
  },
  responses: {
    200: { description: "The ticket as it is now", content: { "application/json": { schema: TicketReply } } },
    409: problem("invalid-state"),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    ...refusals,
  },
});

const keys = createRoute({
  method: "get",
  path: "/v1/ticket-keys",
  operationId: "readTicketKeys",
  summary: "What verifies tickets' codes",
  description: "JSON Web Keys of Ed25519, each named by `kid`; the one that signs now is in front.",
  tags,
  responses: {
    200: { description: "The keys", content: { "application/json": { schema: TicketKeySet } } },
    503: problem("busy"),
  },
});

/** A new key is known to scanners this soon, and signs nothing before: see docs/deploy.md. */
const KEYS_FRESH = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400";

export const tickets = newRouter<App>()
  .openapi(listing, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    return c.json(await c.env.tickets.list(opened, c.req.valid("query")), 200, PRIVATE);
  })
  .openapi(printing, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    await limit(c, "print", opened.orderId);
    const { ticket } = c.req.valid("query");
    const pdf = await c.env.tickets.pdf(opened, ticket === undefined ? undefined : ticketOf(ticket));
    return c.body(pdf, 200, {
      ...PRIVATE,
      "Content-Type": "application/pdf",
      "Content-Disposition": 'inline; filename="tickets.pdf"',
    });
  })
  .openapi(noting, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    const origin = c.env.publicOrigin ?? new URL(c.req.url).origin;
    return c.body(await c.env.tickets.calendar(opened, origin), 200, {
      ...PRIVATE,
      "Content-Type": CALENDAR_TYPE,
      "Content-Disposition": 'inline; filename="tickets.ics"',
    });
  })
  .openapi(changing, async (c) => {
    const { id, ticketId } = c.req.valid("param");
    const opened = await openedOrder(c, id);
    const { orderId } = opened;
    const change = c.req.valid("json");
    // A code that is replaced is mailed.
    await limitAll(c, ["order-change", orderId], ...(change.replace ? [["order-mail", orderId] as const] : []));
    const ticket = await c.env.tickets.change(opened, ticketOf(ticketId), change);
    return c.json(ticket, 200, PRIVATE);
  })
  .openapi(keys, async (c) => {
    const { publicKeys } = await c.env.ticketKeys();
    return c.json({ keys: [...publicKeys] }, 200, {
      "Cache-Control": KEYS_FRESH,
      "Cloudflare-CDN-Cache-Control": KEYS_FRESH,
    });
  });

/** @throws ProblemError for what is no id in lower case, which names no ticket */
function ticketOf(text: string): TicketId {
  const id = asId<TicketId>(text);
  if (id === null) throw new ProblemError("not-found");
  return id;
}
