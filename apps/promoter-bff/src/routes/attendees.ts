import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { MyAttendeeFileParams, MyAttendeeList, MyAttendeeParams } from "@liveotter/contracts/promoter/attendees";
import { asId, type PerformanceId, type TicketId, type TicketTypeId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { type AttendeePage, listAttendees, type MyAttendee } from "@liveotter/database/promoter/list-attendees";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { BYTE_ORDER_MARK } from "../csv/csv-line.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { refusals } from "../http/refusals.ts";
import { textStream } from "../http/text-stream.ts";
import { attendeeLine, attendeesHeader } from "../reports/attendees-csv.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
const FILE_PAGE = 500;
const tags = ["Attendees"];
const params = z.object({ id: z.uuid() });

const list = createRoute({
  method: "get",
  path: "/v1/events/{id}/attendees",
  operationId: "listAttendees",
  summary: "List who comes to an event",
  description: "One line for each ticket, in a fixed order. `q` is an order's number, or a part of a name or address.",
  tags,
  request: { params, query: MyAttendeeParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: MyAttendeeList } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const file = createRoute({
  method: "get",
  path: "/v1/events/{id}/attendees.csv",
  operationId: "downloadAttendees",
  summary: "Download who comes to an event, as CSV",
  description:
    "One line for each ticket, with every question as a column. UTF-8; fields that a spreadsheet would calculate begin with an apostrophe.",
  tags,
  request: { params, query: MyAttendeeFileParams },
  responses: {
    200: { description: "All rows", content: { "text/csv": { schema: z.string() } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const Key = z.object({ id: keyId<TicketId>() });

/** Who comes to promoters' own events. */
export const attendees = newRouter<MemberApp>();
attendees.use("/v1/events/*", signedIn);
attendees
  .openapi(list, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const { limit = PAGE, cursor, q, ...filters } = c.req.valid("query");
    const query = { ...filtersFrom(filters), limit, q: q || undefined, after: decodeCursor(cursor, Key)?.id };
    const page = await c.env.database((db) => listAttendees(db, where, query));
    if (page === null) throw new ProblemError("not-found");
    const nextCursor = page.after === null ? null : encodeCursor({ id: page.after });
    return c.json({ items: page.items.map(attendeeReply), nextCursor, questions: page.questions }, 200);
  })
  .openapi(file, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const filters = filtersFrom(c.req.valid("query"));
    const pageAfter = (after: TicketId | undefined) =>
      c.env.database((db) => listAttendees(db, where, { ...filters, limit: FILE_PAGE, after }));
    const [first, event] = await Promise.all([pageAfter(undefined), c.env.database((db) => readMyEvent(db, where))]);
    if (first === null || event === null) throw new ProblemError("not-found");
    const performances = new Map(event.performances.map((one): [string, typeof one] => [one.id, one]));
    const { questions } = first;
    async function* lines(): AsyncGenerator<string> {
      yield BYTE_ORDER_MARK + attendeesHeader(questions);
      let page: AttendeePage | null = first;
      while (page !== null) {
        yield page.items.map((attendee) => attendeeLine(attendee, questions, performances)).join("");
        page = page.after === null ? null : await pageAfter(page.after);
      }
    }
    return c.body(textStream(lines()), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="attendees-${event.slug}.csv"`,
    });
  });

function filtersFrom({ performanceId, ticketTypeId, state = "valid" }: z.infer<typeof MyAttendeeFileParams>) {
  return {
    state,
    performanceId:
      performanceId === undefined ? undefined : (asId<PerformanceId>(performanceId.toLowerCase()) ?? undefined),
    ticketTypeId:
      ticketTypeId === undefined ? undefined : (asId<TicketTypeId>(ticketTypeId.toLowerCase()) ?? undefined),
  };
}

const attendeeReply = ({ order, answers, ...attendee }: MyAttendee) => ({
  ...attendee,
  order: { ...order, placedAt: toIso(order.placedAt) },
  answers: { ...answers },
});
