import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { notFound, unavailable } from "../answer-page.ts";
import type { Deps } from "../deps.ts";
import { render } from "../render.ts";
import { SECURITY_HEADERS } from "../security-headers.ts";
import { readCookies, writeCookie } from "./cookies.ts";
import { isOwnForm } from "./own-form.ts";
import { readForm } from "./read-form.ts";
import { type SaleRoute, saleRouteOf } from "./sale-routes.ts";
import { scriptPolicy } from "./sale-script.ts";
import type { SaleView } from "./sale-view.ts";
import { trouble } from "./trouble.ts";
import type { CookieChange, SaleAnswer, Visit } from "./visit.ts";

export interface AnsweredSale {
  readonly route: string;
  readonly response: Response;
  readonly failure?: unknown;
}

const RETRY_AFTER = "5";

/** The page of the sale that is asked for, or the effect of a form of one; `null`: the path is none of the sale's. */
export async function answerSale(
  deps: Deps,
  request: Request,
  handOn: Readonly<Record<string, string>>,
): Promise<AnsweredSale | null> {
  const url = new URL(request.url);
  const found = saleRouteOf(url.pathname);
  if (found === null) return null;
  const { route, parts } = found;
  const origin = deps.publicOrigin ?? url.origin;
  const secure = url.protocol === "https:";
  try {
    const handler = handlerOf(route, request.method);
    if (handler === null) return { route: route.name, response: notAllowed(route) };
    const form =
      request.method === "POST" ? await sentForm(request, route, [origin, url.origin]) : new URLSearchParams();
    if ("kind" in form) return { route: route.name, response: await respond(form, { deps, route, origin, secure }) };
    const from = request.headers.get("CF-Connecting-IP");
    const headers = { ...handOn, ...(from !== null && { "CF-Connecting-IP": from }) };
    const cookies = readCookies(request.headers.get("Cookie"), secure);
    const visit = { deps, request, url, origin, parts, cookies, form, headers } satisfies Visit;
    return { route: route.name, response: await respond(await handler(visit), { deps, route, origin, secure }) };
  } catch (failure) {
    return { route: route.name, response: labelled(await unavailable(origin), route), failure };
  }
}

function handlerOf({ get, post }: SaleRoute, method: string) {
  if (method === "GET" || method === "HEAD") return get ?? null;
  return method === "POST" ? (post ?? null) : null;
}

/** What one of our own pages sent, or what to say of any other. */
async function sentForm(
  request: Request,
  { keyed }: SaleRoute,
  origins: readonly string[],
): Promise<URLSearchParams | SaleAnswer> {
  if (!isOwnForm(request.headers, origins, keyed)) {
    const text = [
      "This form was not sent from a page of ours, so nothing was done. Open the page anew and send it from there.",
    ];
    return trouble({ title: "Nothing was done", text, links: [{ label: "Home", href: "/" }] }, 403);
  }
  const form = await readForm(request);
  if (form !== null) return form;
  const text = ["What was sent cannot be read, or is too long, so nothing was done. Open the page anew and try again."];
  return trouble({ title: "Nothing was done", text, links: [{ label: "Home", href: "/" }] }, 400);
}

interface Surroundings {
  readonly deps: Deps;
  readonly route: SaleRoute;
  readonly origin: string;
  readonly secure: boolean;
}

async function respond(answer: SaleAnswer, { deps, route, origin, secure }: Surroundings): Promise<Response> {
  switch (answer.kind) {
    case "not-found":
      return labelled(await notFound(origin), route);
    case "file": {
      const headers = new Headers();
      for (const name of ["Content-Type", "Content-Disposition", "Content-Length"]) {
        const value = answer.response.headers.get(name);
        if (value !== null) headers.set(name, value);
      }
      return labelled(new Response(answer.response.body, { headers }), route);
    }
    case "go": {
      const response = new Response(null, { status: 303, headers: { Location: answer.to } });
      return labelled(withCookies(response, answer.cookies, secure), route);
    }
    case "page": {
      const page = await shown(deps, answer.view, answer.status ?? 200, origin);
      return labelled(withCookies(page, answer.cookies, secure), route);
    }
  }
}

/** Rendered without the address, which may have a key in it. */
async function shown(deps: Deps, view: SaleView, status: number, origin: string): Promise<Response> {
  const rendering = { address: `/sale/${view.page}`, origin, query: {}, catalogue: deps.fallback, now: deps.now() };
  const { body } = await render({ ...rendering, view });
  const headers = new Headers({
    "Content-Type": "text/html; charset=utf-8",
    "Content-Language": "en",
    "Content-Security-Policy": `${SECURITY_HEADERS["Content-Security-Policy"]}; ${await scriptPolicy()}`,
  });
  if (status === 503) headers.set("Retry-After", RETRY_AFTER);
  return new Response(body, { status, headers });
}

function withCookies(response: Response, cookies: readonly CookieChange[] = [], secure: boolean): Response {
  for (const { name, value, maxAge = 3600 } of cookies) {
    response.headers.append("Set-Cookie", writeCookie(name, value, maxAge, secure));
  }
  return response;
}

/** Of one person alone: kept by nobody, found by nobody, and named to no other site. */
function labelled(response: Response, { keyed }: SaleRoute): Response {
  const headers = {
    ...PRIVATE,
    "X-Robots-Tag": "noindex, nofollow",
    // Forms say where they come from, unless their page keeps even that to itself.
    "Referrer-Policy": keyed ? "no-referrer" : "same-origin",
  };
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

function notAllowed({ get, post, ...route }: SaleRoute): Response {
  const allow = [...(get ? ["GET", "HEAD"] : []), ...(post ? ["POST"] : [])].join(", ");
  return labelled(new Response(null, { status: 405, headers: { Allow: allow } }), route);
}
