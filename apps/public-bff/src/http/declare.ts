import type { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { Slug } from "@liveotter/contracts/public/catalogue";
import type { Parsed } from "@liveotter/contracts/public/questions";
import type { App, AppContext } from "./context.ts";
import { searchOf } from "./query.ts";
import { absent } from "./reply.ts";

type Answer = (c: AppContext) => Promise<Response> | Response;

/**
 * Declares a route in the OpenAPI document and answers it. Unlike `router.openapi`, nothing is validated on the way:
 * handlers read what they need (`withQuestion`, `withSlug`), so that a remembered question costs no validation.
 * `pattern` is Hono's, where the document's path does not say it all.
 */
export function declare(
  router: OpenAPIHono<App>,
  route: ReturnType<typeof createRoute>,
  answer: Answer,
  pattern: string = route.getRoutingPath(),
): void {
  router.openAPIRegistry.registerPath(route);
  router.get(pattern, (c) => {
    c.set("route", route.path);
    return answer(c);
  });
}

/** Answers what the query string asks, or refuses it with each wrong parameter's name. */
export function withQuestion<T>(
  parse: (search: string) => Parsed<T>,
  answer: (c: AppContext, question: T) => Promise<Response>,
): Answer {
  return (c) => {
    const parsed = parse(searchOf(c.req.url));
    return parsed.ok ? answer(c, parsed.value) : problemReply(c, "invalid-request", { errors: parsed.errors });
  };
}

/** Answers for the slug in the path. What cannot be a slug is the name of nothing. */
export function withSlug(c: AppContext, slug: string, answer: (slug: string) => Promise<Response>) {
  const read = Slug.safeParse(slug);
  if (read.success) return answer(read.data);
  return absent(c, [{ pointer: "slug", detail: read.error.issues[0]?.message ?? "is not a slug" }]);
}

/** Work that outlives the answer. */
export const outliving = (c: AppContext) => (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
