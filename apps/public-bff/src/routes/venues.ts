import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { PageParams, Slug, VenuePage } from "@liveotter/contracts/public/catalogue";
import { presentVenue, type VenueContent } from "@liveotter/contracts/public/present";
import { keyOf, listQueryOf } from "@liveotter/contracts/public/questions";
import type { CatalogueQuery } from "@liveotter/core/catalogue/query";
import { z } from "zod";
import type { Question } from "../catalogue/read.ts";
import type { App } from "../http/context.ts";
import { declare, outliving, withQuestion, withSlug } from "../http/declare.ts";
import { queryParser } from "../http/query.ts";
import { reply } from "../http/reply.ts";

const readVenue = createRoute({
  method: "get",
  path: "/v1/venues/{slug}",
  operationId: "readVenue",
  summary: "One venue, and what is on there",
  tags: ["Venues"],
  request: { params: z.object({ slug: Slug }), query: PageParams },
  responses: {
    200: {
      description: "The venue and one page of its events by date",
      content: { "application/json": { schema: VenuePage } },
    },
    400: problem("invalid-request"),
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const venueQuestion = (slug: string, page: CatalogueQuery): Question<VenueContent> => {
  const query = { ...page, venue: slug };
  return {
    key: keyOf("venue", query),
    ask: (source, now, signal) => source.venue(slug, query, now, signal),
    write: (content, about, now) => JSON.stringify(presentVenue(content, about, now)),
  };
};

export const venues = newRouter<App>();

declare(
  venues,
  readVenue,
  withQuestion(queryParser(PageParams, listQueryOf), async (c, page) =>
    withSlug(c, c.req.param("slug") ?? "", async (slug) =>
      reply(c, await c.env.reads.read(venueQuestion(slug, page), outliving(c))),
    ),
  ),
);
