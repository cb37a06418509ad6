import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { VenueList, VenueParams } from "@liveotter/contracts/promoter/venues";
import { findVenues } from "@liveotter/database/promoter/find-venues";
import type { MemberApp } from "../http/context.ts";
import { foldedWords } from "../http/folded-words.ts";
import { refusals } from "../http/refusals.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const LIMIT = 10;

const searchVenues = createRoute({
  method: "get",
  path: "/v1/venues",
  operationId: "findVenues",
  summary: "Find a venue by its name or city",
  description:
    "Venues are shared by all promoters; one comes about with the first performance there. Words are found by their beginnings, without accents and case.",
  tags: ["Venues"],
  request: { query: VenueParams },
  responses: {
    200: { description: "The best few", content: { "application/json": { schema: VenueList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

/** Where events take place. */
export const venues = newRouter<MemberApp>();
venues.use("/v1/venues", signedIn);
venues.openapi(searchVenues, async (c) => {
  const { q, limit = LIMIT } = c.req.valid("query");
  const items = await c.env.database((db) => findVenues(db, foldedWords(q), limit));
  return c.json({ items }, 200);
});
