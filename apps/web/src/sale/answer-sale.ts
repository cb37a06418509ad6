import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { htmlIn, notFound, unavailable } from "../answer-page.ts";
import type { Deps } from "../deps.ts";
import { render } from "../render.ts";
import { at, LANGUAGES, type Locale } from "../words/locale.ts";
import { cartAfter, noteCart, readCart } from "./cart/cart-entries.ts";
import { type CookieChange, readCookies, writeCookie } from "./cookies.ts";
import { isOwnForm } from "./own-form.ts";
import { readForm } from "./read-form.ts";
import { type SaleRoute, saleRouteOf } from "./sale-routes.ts";
import type { SaleView } from "./sale-view.ts";
import { trouble } from "./trouble.ts";
import type { SaleAnswer, Visit } from "./visit.ts";

export interface AnsweredSale {
  readonly route: string;
  readonly response: Response;
  readonly failure?: unknown;
}

/** What is asked for: in which language, at which path without that language's prefix. */
interface Asked {
  readonly locale: Locale;
  readonly path: string;
  /** To hand on to the BFF: the request's id and its place in the trace. */
  readonly handOn: Readonly<Record<string, string>>;
}

const RETRY_AFTER = "5";

/** The page of the sale that is asked for, or the effect of a form of one; `null`: the path is none of the sale's. */
export async function answerSale(deps: Deps, request: Request, asked: Asked): Promise<AnsweredSale | null> {
  const { locale, path, handOn } = asked;
  const found = saleRouteOf(path);
  if (found === null) return null;
  const url = new URL(request.url);
  const { route, parts } = found;
  const origin = deps.publicOrigin ?? url.origin;
  const secure = url.protocol === "https:";
  const surroundings = { deps, route, origin, secure, locale, here: path + url.search };
  try {
    const handler = handlerOf(route, request.method);
    if (handler === null) return { route: route.name, response: notAllowed(route) };
    const form = request.method === "POST" ? await sentForm(request, surroundings, url.origin) : new URLSearchParams();
    if ("kind" in form) return { route: route.name, response: await respond(form, surroundings) };
    const from = request.headers.get("CF-Connecting-IP");
    const headers = { ...handOn, ...(from !== null && { "CF-Connecting-IP": from }) };
    const cookies = readCookies(request.headers.get("Cookie"), secure);
    const cart = readCart(cookies);
    const visit = { deps, request, url, origin, locale, parts, cookies, cart, form, headers } satisfies Visit;
    return { route: route.name, response: await respond(withCartNote(await handler(visit), visit), surroundings) };
  } catch (failure) {
    return { route: route.name, response: labelled(await unavailable(surroundings, deps), route), failure };
  }
}

/** What changes the cart tells the pages of orders, which have a cookie of their own. */
function withCartNote(answer: SaleAnswer, { cart }: Visit): SaleAnswer {
  if (!("cookies" in answer) || answer.cookies === undefined) return answer;
  const { cookies } = answer;
  if (!cookies.some(({ name, of }) => name === "hold" && of !== undefined)) return answer;
  return { ...answer, cookies: [...cookies, noteCart(cartAfter(cart, cookies))] };
}

function handlerOf({ get, post }: SaleRoute, method: string) {
  if (method === "GET" || method === "HEAD") return get ?? null;
  return method === "POST" ? (post ?? null) : null;
}

/** What one of our own pages sent, or what to say of any other. */
async function sentForm(
  request: Request,
  { route, origin, locale }: Surroundings,
  host: string,
): Promise<URLSearchParams | SaleAnswer> {
  const { nothingDone, notOurForm, unreadable, home } = locale.words.sale;
  const refused = (text: readonly string[], status: number) =>
    trouble({ title: nothingDone, text, links: [{ label: home, href: at(locale, "/") }] }, status);
  const own = route.takesAnyForm || isOwnForm(request.headers, [origin, host], route.keyed);
  if (!own) return refused(notOurForm, 403);
  return (await readForm(request)) ?? refused(unreadable, 400);
}

interface Surroundings {
  readonly deps: Deps;
  readonly route: SaleRoute;
  readonly origin: string;
  readonly secure: boolean;
  readonly locale: Locale;
  /** Path and query that were asked for, without the locale's prefix. */
  readonly here: string;
}

async function respond(answer: SaleAnswer, surroundings: Surroundings): Promise<Response> {
  const { route } = surroundings;
  switch (answer.kind) {
    case "not-found":
      return labelled(await notFound(surroundings), route);
    case "file": {
      const headers = new Headers();
      for (const name of ["Content-Type", "Content-Disposition", "Content-Length"]) {
        const value = answer.response.headers.get(name);
        if (value !== null) headers.set(name, value);
      }
      return labelled(new Response(answer.response.body, { headers }), route);
    }
    case "go": {
      const response = new Response(null, { status: answer.resend ? 307 : 303, headers: { Location: answer.to } });
      return labelled(withCookies(response, answer.cookies, surroundings), route);
    }
    case "noted":
      return labelled(withCookies(new Response(null, { status: 204 }), answer.cookies, surroundings), route);
    case "page": {
      const page = await shown(answer.view, answer.status ?? 200, surroundings);
      return labelled(withCookies(page, answer.cookies, surroundings), route);
    }
  }
}

/** Rendered without the address, which may have a key in it. */
async function shown(view: SaleView, status: number, { deps, origin, locale, here }: Surroundings): Promise<Response> {
  const rendering = {
    address: `/sale/${view.page}`,
    locale,
    here,
    origin,
    query: {},
    catalogue: deps.fallback,
    now: deps.now(),
  };
  const { body } = await render({ ...rendering, view });
  const headers = new Headers(htmlIn(locale));
  if (status === 503) headers.set("Retry-After", RETRY_AFTER);
  return new Response(body, { status, headers });
}

function withCookies(
  response: Response,
  cookies: readonly CookieChange[] = [],
  { secure, locale }: Pick<Surroundings, "secure" | "locale">,
): Response {
  const prefixes = [...new Set([...LANGUAGES, locale])].map(({ prefix }) => prefix);
  for (const cookie of cookies) {
    for (const header of writeCookie(cookie, secure, prefixes)) response.headers.append("Set-Cookie", header);
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
