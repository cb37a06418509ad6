import { createRoute } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { PageParams, PromoterPage, Slug } from "@liveotter/contracts/public/catalogue";
import { type PromoterContent, presentPromoter } from "@liveotter/contracts/public/present";
import { keyOf, listQueryOf } from "@liveotter/contracts/public/questions";
import type { CatalogueQuery } from "@liveotter/core/catalogue/query";
import { z } from "zod";
import type { Question } from "../catalogue/read.ts";
import type { App } from "../http/context.ts";
import { declare, outliving, withQuestion, withSlug } from "../http/declare.ts";
import { queryParser } from "../http/query.ts";
import { reply } from "../http/reply.ts";

const readPromoter = createRoute({
  method: "get",
  path: "/v1/promoters/{slug}",
  operationId: "readPromoter",
  summary: "One promoter, and what they put on",
  description: "There is one from their first public event on.",
  tags: ["Promoters"],
  request: { params: z.object({ slug: Slug }), query: PageParams },
  responses: {
    200: {
      description: "The promoter and one page of their upcoming events by date",
      content: { "application/json": { schema: PromoterPage } },
    },
    400: problem("invalid-request"),
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const promoterQuestion = (slug: string, page: CatalogueQuery): Question<PromoterContent> => {
  const query = { ...page, promoter: slug };
  return {
    key: keyOf("promoter", query),
    ask: (source, now, signal) => source.promoter(slug, query, now, signal),
    write: (content, about, now) => JSON.stringify(presentPromoter(content, about, now)),
  };
};

export const promoters = newRouter<App>();

declare(
  promoters,
  readPromoter,
  withQuestion(queryParser(PageParams, listQueryOf), async (c, page) =>
    withSlug(c, c.req.param("slug") ?? "", async (slug) =>
      reply(c, await c.env.reads.read(promoterQuestion(slug, page), outliving(c))),
    ),
  ),
);
