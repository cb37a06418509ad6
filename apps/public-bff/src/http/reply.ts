import { namesTag } from "@liveotter/contracts/http/entity-tag";
import { ABSENT, CATALOGUE, cacheControl, type Freshness } from "@liveotter/contracts/http/freshness";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import type { Problem } from "@liveotter/contracts/problem";
import type { CacheAnswer } from "@liveotter/integrations/cache/tiered-cache";
import { REQUEST_ID_HEADER } from "@liveotter/integrations/telemetry/request-id";
import type { AppContext } from "./context.ts";
import { ALWAYS, SEALED } from "./headers.ts";

const JSON_TYPE = "application/json; charset=utf-8";
export const CALENDAR_TYPE = "text/calendar; charset=utf-8";

/** What an answer says of itself: its type, and for how long it is good. */
export interface Said {
  readonly type?: string;
  readonly freshness?: Freshness;
  /** Seconds after which its content is too old to be called current, whatever keeps it. */
  readonly degradedAfter?: number;
}

/** What the tiers found, as a response: 200, 304 for a client that has it already, or 404 where nothing is. */
export function reply(
  c: AppContext,
  found: CacheAnswer,
  { type = JSON_TYPE, freshness = CATALOGUE, degradedAfter = Number.POSITIVE_INFINITY }: Said = {},
): Response {
  c.set("cache", [found.tier, found.outcome]);
  const held = found.body;
  if (held === null) return absent(c);
  const degraded = found.outcome === "stale-error" || c.env.now() - held.asOf > degradedAfter * 1000;
  const etag = degraded ? `${held.etag.slice(0, -1)}-old"` : held.etag;
  const age = Math.max(0, Math.floor((c.env.now() - held.storedAt) / 1000));
  // All at once: setting them one by one on a finished response is the dearest part of a cached read.
  const headers: Record<string, string> = {
    ...ALWAYS,
    "Content-Security-Policy": SEALED,
    [REQUEST_ID_HEADER]: c.get("requestId"),
    "Content-Type": type,
    ETag: etag,
    Age: String(age),
    "Cache-Control": cacheControl(freshness),
    "Cloudflare-CDN-Cache-Control": cacheControl(freshness),
    "Cache-Status": cacheStatus(found, freshness.fresh - age),
  };
  if (namesTag(c.req.raw.headers.get("If-None-Match") ?? undefined, etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(degraded ? markDegraded(held.body) : held.body, { headers });
}

/** What is not there may come soon, so this problem alone may be kept for a few seconds. */
export function absent(c: AppContext, errors?: Problem["errors"]): Response {
  const response = problemReply(c, "not-found", errors && { errors });
  response.headers.set("Cache-Control", ABSENT);
  response.headers.set("Cloudflare-CDN-Cache-Control", ABSENT);
  return response;
}

/** RFC 9211: whose cache answered, and how; `ttl` below zero is how long it has been stale. */
function cacheStatus({ tier, outcome }: CacheAnswer, ttl: number): string {
  if (tier === "load" || tier === "fallback") return `LiveOtter; fwd=miss; detail=${outcome}-${tier}`;
  return `LiveOtter; hit; ttl=${ttl}; detail=${outcome}-${tier}`;
}

/** Bodies begin with what they say of themselves, so the first mention is ours; a calendar has none. */
const markDegraded = (body: string): string => body.replace('"degraded":false', '"degraded":true');
