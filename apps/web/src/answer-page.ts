import { entityTag, namesTag } from "@liveotter/contracts/http/entity-tag";
import { ABSENT, cacheControl } from "@liveotter/contracts/http/freshness";
import { instant, toIso } from "@liveotter/core/instant";
import { numberStyle } from "@liveotter/core/typed-number";
import type { LoadedBody } from "@liveotter/integrations/cache/cached-body";
import { type CacheAnswer, NothingAnswersError, type WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { withDeadline } from "@liveotter/integrations/deadline";
import { address, type Query, readQuery } from "./address.ts";
import { withAgeNotice } from "./age-notice.ts";
import type { FanCatalogue } from "./catalogue/fan-catalogue.ts";
import { entriesOfList, entriesOfSnapshot } from "./catalogue/sitemap-entries.ts";
import type { Deps } from "./deps.ts";
import { render, renderWithoutCatalogue } from "./render.ts";
import type { PageRoute } from "./routes.ts";
import { writeSitemap } from "./sitemap.ts";
import { SPECULATION_RULES } from "./speculation-rules.ts";
import { at, type Locale } from "./words/locale.ts";

/** One request for a page. */
export interface PageRequest {
  readonly route: PageRoute;
  readonly locale: Locale;
  /** Without the locale's prefix. */
  readonly path: string;
  readonly search: URLSearchParams;
  readonly origin: string;
  readonly ifNoneMatch: string | null;
  /** To hand on to whoever is asked: the request's id and its place in the trace. */
  readonly headers: Readonly<Record<string, string>>;
  readonly waitUntil: WaitUntil;
}

/** What came of it, and how, for metrics. */
export interface PageAnswer {
  readonly response: Response;
  readonly tier: string;
  readonly outcome: string;
  readonly failure?: unknown;
}

/** Seconds after which a page may be there again. */
const RETRY_AFTER = 30;
/** How long the page that says so waits for a list to show on it. */
const LIST_MS = 500;

/**
 * A page, whatever is behind it: a fresh copy, one rendered now, the last good one, one from the snapshot, and at the
 * very last an honest word that there is none.
 */
export async function answerPage(deps: Deps, request: PageRequest): Promise<PageAnswer> {
  const { route, locale, path, origin } = request;
  const query = readQuery(request.search, route.params, numberStyle(locale.lang));
  const asked = address(path, query);
  const make = (catalogue: FanCatalogue) => makePage(deps, { catalogue, locale, path, asked, origin, query });
  const calm = route.freshness;
  const spared = deps.pressure.stretch(calm);
  const read = (fresh: number) =>
    deps.pages.read(
      // Canonical links are part of a page, and the host of the request may be what they are made from.
      (deps.publicOrigin === null ? origin : "") + at(locale, asked),
      { fresh, stale: spared.fresh + spared.whileRevalidating, staleOnError: spared.fresh + spared.onError },
      (signal) => make(deps.record(signal, request.headers)),
      () => make(deps.fallback),
      request.waitUntil,
    );
  try {
    const found = await read(spared.fresh);
    // A copy that is good for no other reason than that the BFF is spared: made anew behind the answer, once in a while.
    const age = found.body === null ? 0 : deps.now() - found.body.storedAt;
    if (found.outcome === "hit" && age >= calm.fresh * 1000 && deps.pressure.isLookDue()) {
      request.waitUntil(read(calm.fresh).catch(() => {}));
    }
    const response = await respond(deps, request, found, query);
    return { response, tier: found.tier, outcome: found.outcome };
  } catch (failure) {
    if (!(failure instanceof NothingAnswersError)) throw failure;
    return {
      response: await unavailable({ origin, locale, query, here: asked }, deps),
      tier: "none",
      outcome: "none",
      failure,
    };
  }
}

interface Making {
  readonly catalogue: FanCatalogue;
  readonly locale: Locale;
  readonly path: string;
  readonly asked: string;
  readonly origin: string;
  readonly query: Query;
}

async function makePage(
  deps: Deps,
  { catalogue, locale, path, asked, origin, query }: Making,
): Promise<LoadedBody | null> {
  if (path.endsWith(".xml")) {
    const body = writeSitemap(await sitemapEntries(deps, catalogue), path, origin);
    if (body === null) return null;
    return { body, etag: await entityTag(body), asOf: deps.now(), version: 0, source: "snapshot" };
  }
  const { status, body, shown } = await render({ address: asked, locale, origin, query, catalogue, now: deps.now() });
  if (status === 404) return null;
  const asOf = shown.asOf === null ? deps.now() : instant(Date.parse(shown.asOf));
  return { body, etag: await entityTag(body), asOf, version: 0, source: shown.source };
}

/** The snapshot has every event in one place; without it, those that come soonest. */
async function sitemapEntries({ snapshot }: Deps, catalogue: FanCatalogue) {
  const held = await snapshot?.catalogue().catch(() => null);
  return held ? entriesOfSnapshot(held.events) : entriesOfList(catalogue);
}

async function respond(deps: Deps, request: PageRequest, found: CacheAnswer, query: Query): Promise<Response> {
  const held = found.body;
  const { route, locale, origin } = request;
  if (held === null) return notFound({ origin, locale, query });
  const old = found.outcome === "stale-error";
  const etag = old ? `${held.etag.slice(0, -1)}-old"` : held.etag;
  const age = Math.max(0, Math.floor((deps.now() - held.storedAt) / 1000));
  const atEdge = deps.pressure.stretch(route.freshness);
  const headers = {
    "Content-Type": route.contentType,
    ETag: etag,
    Age: String(age),
    // A browser asks the edge as often as ever: that costs the origin nothing, and it hears at once of what is new there.
    "Cache-Control": cacheControl(route.freshness),
    "Cloudflare-CDN-Cache-Control": cacheControl(atEdge),
    "Cache-Status": cacheStatus(found, atEdge.fresh - age),
    "Content-Language": locale.lang,
    "Speculation-Rules": `"${SPECULATION_RULES}"`,
    "LiveOtter-As-Of": toIso(held.asOf),
  };
  if (namesTag(request.ifNoneMatch ?? undefined, etag)) return new Response(null, { status: 304, headers });
  const body = old ? withAgeNotice(locale, held.body, toIso(held.storedAt), deps.now()) : held.body;
  return new Response(body, { headers });
}

/** RFC 9211: whose cache answered, and how; `ttl` below zero is how long it has been stale. */
function cacheStatus({ tier, outcome }: CacheAnswer, ttl: number): string {
  if (tier === "load" || tier === "fallback") return `LiveOtter-Web; fwd=miss; detail=${outcome}-${tier}`;
  return `LiveOtter-Web; hit; ttl=${ttl}; detail=${outcome}-${tier}`;
}

/** Whose page it is that is answered in place of another, and in which language. */
interface Instead {
  readonly origin: string;
  readonly locale: Locale;
  readonly query?: Query;
  /** Path and query of the page that was asked for, without its locale's prefix. */
  readonly here?: string;
}

/** The page that says that there is none. */
export async function notFound({ origin, locale, query = {} }: Instead): Promise<Response> {
  return absent(locale, await renderWithoutCatalogue("/404", { origin, locale, query, here: "/" }));
}

/** What is not there may come soon: believed for a few seconds. */
export function absent(locale: Locale, body: string): Response {
  const headers = { ...htmlIn(locale), "Cache-Control": ABSENT, "Cloudflare-CDN-Cache-Control": ABSENT };
  return new Response(body, { status: 404, headers });
}

/**
 * No copy, no record and nothing of it in the snapshot: said in so many words, beside what the snapshot lists where it
 * can be read at once, and never kept.
 */
export async function unavailable(
  { origin, locale, query = {}, here = "/" }: Instead,
  { fallback, now }: Pick<Deps, "fallback" | "now">,
): Promise<Response> {
  const body = await renderWithoutCatalogue(
    "/unavailable",
    { origin, locale, query, here },
    { listEvents: (asked) => withDeadline(() => fallback.listEvents(asked), LIST_MS), now: now() },
  );
  const headers = { ...htmlIn(locale), "Cache-Control": "no-store", "Retry-After": String(RETRY_AFTER) };
  return new Response(body, { status: 503, headers });
}

/** The headers of a page in a language. */
export const htmlIn = (locale: Locale) => ({
  "Content-Type": "text/html; charset=utf-8",
  "Content-Language": locale.lang,
});
