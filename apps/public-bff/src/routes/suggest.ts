import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Suggestions, SuggestParams } from "@liveotter/contracts/public/catalogue";
import { suggestQuestionOf } from "@liveotter/contracts/public/questions";
import type { App } from "../http/context.ts";
import { declare, outliving, withQuestion } from "../http/declare.ts";
import { queryParser } from "../http/query.ts";
import { reply } from "../http/reply.ts";

const suggestNames = createRoute({
  method: "get",
  path: "/v1/suggest",
  operationId: "suggest",
  summary: "Names that begin as typed",
  description: "Events and venues by their slugs; cities by the name that the `city` filter takes.",
  tags: ["Search"],
  request: { query: SuggestParams },
  responses: {
    200: { description: "Suggestions, best first", content: { "application/json": { schema: Suggestions } } },
    400: problem("invalid-request"),
    503: problem("busy"),
  },
});

export const suggest = newRouter<App>();

declare(
  suggest,
  suggestNames,
  withQuestion(queryParser(SuggestParams, suggestQuestionOf), async (c, question) =>
    reply(c, await c.env.finder.suggest(question, outliving(c))),
  ),
);
