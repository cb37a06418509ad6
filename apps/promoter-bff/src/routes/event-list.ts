import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { MyEventList, MyEventParams } from "@liveotter/contracts/promoter/events";
import { asId, type EventId, type SeriesId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { listMyEvents, type MyEventKey } from "@liveotter/database/promoter/list-my-events";
import { z } from "zod";
import { summaryReply } from "../events/my-event-reply.ts";
import type { MemberApp } from "../http/context.ts";
import { foldedWords } from "../http/folded-words.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { refusals } from "../http/refusals.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 20;

const listEvents = createRoute({
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  summary: "List your events",
  description:
    "Newest first unless `sort` says otherwise. `q` finds words by their beginnings in names, tags, cities and venues; all given filters hold at once. Archived events are shown to those who ask for them by `status`. A `cursor` belongs to the `sort` it was given out for.",
  tags: ["Events"],
  request: { query: MyEventParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: MyEventList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

/** The last millisecond of the year 9999. */
const LATEST = 253_402_300_799_999;
const moment = z.int().min(0).max(LATEST).transform(instant);
const id = keyId<EventId>();

/** Only what a key can hold passes, so that no store is asked for the impossible. */
const KEYS = {
  created: z.object({ sort: z.literal("created"), id }),
  changed: z.object({ sort: z.literal("changed"), at: moment, id }),
  name: z.object({
    sort: z.literal("name"),
    name: z
      .string()
      .max(128)
      .regex(/^[\p{L}\p{N}+# ]*$/u),
    id,
  }),
  date: z.object({
    sort: z.literal("date"),
    asOf: moment,
    rank: z.literal([0, 1, 2]),
    at: z.int().min(-LATEST).max(LATEST),
    id,
  }),
} satisfies { [Sort in MyEventKey["sort"]]: z.ZodType<Extract<MyEventKey, { sort: Sort }>> };

/** A promoter's own events. What belongs to somebody else is not there. */
export const eventList = newRouter<MemberApp>();
eventList.use("/v1/events", signedIn);
eventList.openapi(listEvents, async (c) => {
  const { limit = PAGE, cursor, q = "", sort = "created", seriesId, ...filters } = c.req.valid("query");
  const after = decodeCursor<MyEventKey>(cursor, KEYS[sort]);
  const words = foldedWords(q);
  // Nothing but punctuation is in no event.
  if (q.trim() !== "" && words.length === 0) return c.json({ items: [], nextCursor: null }, 200);
  const series = seriesId === undefined ? undefined : (asId<SeriesId>(seriesId.toLowerCase()) ?? undefined);
  const query = { limit, sort, after, words, seriesId: series, ...filters };
  const page = await c.env.database((db) => listMyEvents(db, c.get("me").promoter.id, query, c.env.now()));
  const nextCursor = page.after === null ? null : encodeCursor(page.after);
  return c.json({ items: page.items.map(summaryReply), nextCursor }, 200);
});
