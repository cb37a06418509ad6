import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Facets, FilterParams } from "@liveotter/contracts/public/catalogue";
import { presentFacets } from "@liveotter/contracts/public/present";
import { filterOf, keyOf } from "@liveotter/contracts/public/questions";
import type { CatalogueFacets } from "@liveotter/core/catalogue/query";
import type { Question } from "../catalogue/read.ts";
import type { App } from "../http/context.ts";
import { declare, outliving, withQuestion } from "../http/declare.ts";
import { queryParser } from "../http/query.ts";
import { reply } from "../http/reply.ts";

const readFacets = createRoute({
  method: "get",
  path: "/v1/facets",
  operationId: "readFacets",
  summary: "What there is to filter by",
  description: "Matching upcoming events, counted by city, country, genre, promoter and currency.",
  tags: ["Events"],
  request: { query: FilterParams },
  responses: {
    200: { description: "Counts, most first", content: { "application/json": { schema: Facets } } },
    400: problem("invalid-request"),
    503: problem("busy"),
  },
});

const facetsQuestion = queryParser(FilterParams, (params) => {
  const filter = filterOf(params);
  const value: Question<CatalogueFacets> = {
    key: keyOf("facets", filter),
    ask: (source, now, signal) => source.facets(filter, now, signal),
    write: (counts, about) => JSON.stringify(presentFacets(counts, about)),
  };
  return { ok: true, value };
});

export const facets = newRouter<App>();

declare(
  facets,
  readFacets,
  withQuestion(facetsQuestion, async (c, question) => reply(c, await c.env.reads.read(question, outliving(c)))),
);
