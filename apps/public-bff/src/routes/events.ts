import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { EventList, EventPage, ListParams, Slug } from "@liveotter/contracts/public/catalogue";
import { presentEvent, presentList } from "@liveotter/contracts/public/present";
import { eventKey, keyOf, listQueryOf } from "@liveotter/contracts/public/questions";
import type { CatalogueEventDetail } from "@liveotter/core/catalogue/catalogue";
import type { CataloguePage } from "@liveotter/core/catalogue/query";
import { LOCALES, type Locale } from "@liveotter/core/long-time";
import { pagePath } from "@liveotter/core/page-path";
import { z } from "zod";
import { writeCalendar } from "../calendar/write-calendar.ts";
import type { Question } from "../catalogue/read.ts";
import type { App, AppContext } from "../http/context.ts";
import { declare, outliving, withQuestion, withSlug } from "../http/declare.ts";
import { queryParser } from "../http/query.ts";
import { CALENDAR_TYPE, reply } from "../http/reply.ts";

const listEvents = createRoute({
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  summary: "Upcoming events",
  description: "An event is listed when one upcoming performance meets every filter; `next` is the earliest such one.",
  tags: ["Events"],
  request: { query: ListParams },
  responses: {
    200: { description: "One page of events", content: { "application/json": { schema: EventList } } },
    400: problem("invalid-request"),
    503: problem("busy"),
  },
});

const readEvent = createRoute({
  method: "get",
  path: "/v1/events/{slug}",
  operationId: "readEvent",
  summary: "One event",
  tags: ["Events"],
  request: { params: z.object({ slug: Slug }) },
  responses: {
    200: {
      description: "The event with all its performances",
      content: { "application/json": { schema: EventPage } },
    },
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const CalendarParams = z.object({
  locale: z.enum(LOCALES).default("en").openapi({ description: "Of its words, and of the page that it leads to" }),
});

const readCalendar = createRoute({
  method: "get",
  path: "/v1/events/{slug}.ics",
  operationId: "readCalendar",
  summary: "One event for calendars",
  description: "RFC 5545, one entry per performance. An entry's id stays, so a later download replaces it.",
  tags: ["Events"],
  request: { params: z.object({ slug: Slug }), query: CalendarParams },
  responses: {
    200: { description: "An iCalendar object", content: { "text/calendar": { schema: z.string() } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const listQuestion = queryParser(ListParams, (params) => {
  const query = listQueryOf(params);
  if (!query.ok) return query;
  const value: Question<CataloguePage> = {
    key: keyOf("list", query.value),
    ask: (source, now, signal) => source.list(query.value, now, signal),
    write: (page, about, now) => JSON.stringify(presentList(page, about, now)),
  };
  return { ok: true, value };
});

/** Its page; its cover and its card are drawn from the same copy. */
const eventQuestion = (slug: string): Question<CatalogueEventDetail> => ({
  key: eventKey(slug),
  ask: (source, now, signal) => source.event(slug, now, signal),
  write: (event, about) => JSON.stringify(presentEvent(event, about)),
});

export type PublicEvent = EventPage["event"];

/** What its page says of an event, from the same copy; `null` where there is none. @throws NothingAnswersError */
export async function readPublicEvent(c: AppContext, slug: string): Promise<PublicEvent | null> {
  const { body } = await c.env.reads.read(eventQuestion(slug), outliving(c));
  return body === null ? null : EventPage.parse(JSON.parse(body.body)).event;
}

/** Kept apart by origin: its links name the host that fans use. */
const calendarQuestion = (slug: string, origin: string, locale: Locale): Question<CatalogueEventDetail> => ({
  key: `calendar ${origin} ${locale} ${slug}`,
  ask: (source, now, signal) => source.event(slug, now, signal),
  write: (event) => writeCalendar(event, origin + pagePath(locale, `/events/${slug}`), locale),
});

export const events = newRouter<App>();

declare(
  events,
  listEvents,
  withQuestion(listQuestion, async (c, question) => reply(c, await c.env.reads.read(question, outliving(c)))),
);

declare(
  events,
  readCalendar,
  withQuestion(
    queryParser(CalendarParams, (value) => ({ ok: true, value })),
    async (c, { locale }) =>
      withSlug(c, nameIn(c).slice(0, -".ics".length), async (slug) => {
        const found = await c.env.reads.read(calendarQuestion(slug, originOf(c), locale), outliving(c));
        const response = reply(c, found, { type: CALENDAR_TYPE });
        if (response.status === 200) response.headers.set("Content-Disposition", `inline; filename="${slug}.ics"`);
        return response;
      }),
  ),
  "/v1/events/:name{[^/]+\\.ics}",
);

declare(events, readEvent, (c) =>
  withSlug(c, c.req.param("slug") ?? "", async (slug) =>
    reply(c, await c.env.reads.read(eventQuestion(slug), outliving(c))),
  ),
);

const nameIn = (c: AppContext): string => c.req.param("name") ?? "";

const originOf = (c: AppContext): string => c.env.publicOrigin ?? new URL(c.req.url).origin;
