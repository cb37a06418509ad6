import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { SearchPage, SearchParams } from "@liveotter/contracts/public/catalogue";
import { searchQuestionOf } from "@liveotter/contracts/public/questions";
import type { App } from "../http/context.ts";
import { declare, outliving, withQuestion } from "../http/declare.ts";
import { queryParser } from "../http/query.ts";
import { reply } from "../http/reply.ts";

const searchEvents = createRoute({
  method: "get",
  path: "/v1/search",
  operationId: "searchEvents",
  summary: "Events by words",
  description:
    "Forgives typos, accents and unfinished words. `source` says which engine answered: `snapshot` when the search engine cannot.",
  tags: ["Search"],
  request: { query: SearchParams },
  responses: {
    200: { description: "One page, best first", content: { "application/json": { schema: SearchPage } } },
    400: problem("invalid-request"),
    503: problem("busy"),
  },
});

export const search = newRouter<App>();

declare(
  search,
  searchEvents,
  withQuestion(queryParser(SearchParams, searchQuestionOf), async (c, question) =>
    reply(c, await c.env.finder.search(question, outliving(c))),
  ),
);
