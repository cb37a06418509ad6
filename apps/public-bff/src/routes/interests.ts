import { createRoute } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Slug } from "@liveotter/contracts/public/catalogue";
import { Interest, InterestInput } from "@liveotter/contracts/public/interests";
import type { InterestId } from "@liveotter/core/ids";
import { mailboxOf } from "@liveotter/core/person/email-key";
import { z } from "zod";
import type { App, AppContext } from "../http/context.ts";
import { limit, limitAll } from "../http/limit.ts";

const tags = ["Events"];
const link = { params: z.object({ token: z.string() }) };

const asking = createRoute({
  method: "post",
  path: "/v1/events/{slug}/interests",
  operationId: "askToBeTold",
  summary: "Ask to be told when an event's sale opens, or when there are tickets again",
  description:
    "A link is mailed, and whoever opens it and confirms is told once. The answer is the same for every address, whatever is known of it.",
  tags,
  request: {
    params: z.object({ slug: Slug }),
    body: { required: true, content: { "application/json": { schema: InterestInput } } },
  },
  responses: {
    202: { description: "If the address has not confirmed already, a link is on its way" },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("invalid-state"),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const reading = createRoute({
  method: "get",
  path: "/v1/interests/{token}",
  operationId: "readInterest",
  summary: "What a mailed link is about",
  description: "Looking changes nothing: programs that open every link of a mail confirm none.",
  tags,
  request: link,
  responses: {
    200: { description: "It", content: { "application/json": { schema: Interest } } },
    404: problem("not-found"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const confirming = createRoute({
  method: "post",
  path: "/v1/interests/{token}/confirmation",
  operationId: "confirmInterest",
  summary: "Confirm by the mailed link",
  description: "Again changes nothing.",
  tags,
  request: link,
  responses: {
    200: { description: "It is confirmed", content: { "application/json": { schema: Interest } } },
    404: problem("not-found"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const ending = createRoute({
  method: "delete",
  path: "/v1/interests/{token}",
  operationId: "endInterest",
  summary: "Be told nothing, and be forgotten",
  description: "At once, confirmed or not. Again is no error.",
  tags,
  request: link,
  responses: {
    204: { description: "The address is forgotten" },
    404: problem("not-found"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

export const interests = newRouter<App>()
  .openapi(asking, async (c) => {
    const [{ slug }, input] = [c.req.valid("param"), c.req.valid("json")];
    await limitAll(c, ["interest", mailboxOf(input.email)], ["interest-event", slug]);
    await c.env.interests.ask(slug, input);
    return c.body(null, 202, PRIVATE);
  })
  .openapi(reading, async (c) => {
    return c.json(await c.env.interests.read(await linked(c, c.req.valid("param"))), 200, PRIVATE);
  })
  .openapi(confirming, async (c) => {
    return c.json(await c.env.interests.confirm(await linked(c, c.req.valid("param"))), 200, PRIVATE);
  })
  .openapi(ending, async (c) => {
    await c.env.interests.end(await linked(c, c.req.valid("param")));
    return c.body(null, 204, PRIVATE);
  });

/** Whose link it is, counted; what is none of ours counts nowhere. @throws ProblemError */
async function linked(c: AppContext, { token }: { readonly token: string }): Promise<InterestId> {
  const id = await c.env.interests.open(token);
  await limit(c, "mailed-link", id);
  return id;
}
