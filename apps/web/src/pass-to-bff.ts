import { ABSENT } from "@liveotter/contracts/http/freshness";
import { DRAWING_POLICY } from "@liveotter/contracts/http/picture-headers";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { drawCover } from "@liveotter/core/cover-art";
import { withDeadline } from "@liveotter/integrations/deadline";
import type { Deps } from "./deps.ts";
import { type Locale, languageOf } from "./words/locale.ts";

/** Until the answer begins; its own tiers take up to three seconds when everything behind them hangs. */
const PASS_MS = 4000;
/** A card may have to be drawn. */
const DRAW_MS = 10_000;
/** A write may be tried more than once behind there, and its answer matters more than its speed. */
const WRITE_MS = 15_000;
const RETRY_AFTER = 2;

/**
 * Of one connection alone (RFC 9110, 7.6.1), and cookies, which are for pages: the API takes keys, and those are handed on.
 */
const NOT_HANDED_ON = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "cookie",
];

/** The parts of the fans' host that are the public BFF's: its API, and covers, drawn or uploaded. */
export const isBffPath = (path: string): boolean => isPicturePath(path) || path.startsWith("/v1/");

const CARD = /^\/events\/([a-z0-9-]{1,120})\/card\.(?:png|jpg)$/;

/** The request for a share card as the BFF knows it, whose words are in the page's language; `null` for any other. */
export function cardRequest(request: Request, locale: Locale, path: string): Request | null {
  const [, slug] = CARD.exec(path) ?? [];
  if (slug === undefined) return null;
  const url = new URL(request.url);
  url.pathname = `/v1/events/${slug}/card.png`;
  url.searchParams.set("locale", languageOf(locale));
  return new Request(url, request);
}

const isPicturePath = (path: string): boolean => path.startsWith("/covers/") || path.startsWith("/media/");

/**
 * Hands a request to the public BFF and its answer back as it streams. Without one: a problem that says when to try
 * again.
 */
export async function passToBff(
  deps: Deps,
  request: Request,
  handOn: Readonly<Record<string, string>>,
  requestId: string,
): Promise<Response> {
  try {
    const headers = withoutConnection(request.headers);
    for (const [name, value] of Object.entries(handOn)) headers.set(name, value);
    const passed = new Request(request, { headers, redirect: "manual" });
    const answer = await withDeadline((signal) => deps.pass(passed, signal), deadlineOf(request));
    const kept = withoutConnection(answer.headers);
    kept.delete("set-cookie");
    if (answer.status >= 500 && isCover(request)) return drawnHere(request);
    if (answer.status >= 500 && !saysWhy(answer)) throw new Error("the BFF did not get to answer");
    return new Response(answer.body, { status: answer.status, headers: kept });
  } catch {
    if (isCover(request)) return drawnHere(request);
    // Whether a write was done before its answer was lost, nobody here can tell.
    return problemReply({ get: () => requestId }, isWrite(request) ? "confirming" : "busy", {
      retryAfter: RETRY_AFTER,
    });
  }
}

const saysWhy = ({ headers }: Response): boolean =>
  headers.get("content-type")?.startsWith("application/problem+json") ?? false;

const deadlineOf = (request: Request): number => {
  if (isWrite(request)) return WRITE_MS;
  return request.url.includes("/card.png?") ? DRAW_MS : PASS_MS;
};

const isWrite = ({ method }: Request): boolean => !["GET", "HEAD", "OPTIONS"].includes(method);

const isCover = (request: Request): boolean => isPicturePath(new URL(request.url).pathname);

/** A picture for the seed alone: a page is not to look broken for want of its event's name. Soon asked for again. */
function drawnHere(request: Request): Response {
  const [seed = ""] = (new URL(request.url).pathname.split("/")[2] ?? "").split(".");
  const headers = {
    "Content-Type": "image/svg+xml; charset=utf-8",
    "Content-Security-Policy": DRAWING_POLICY,
    "Cache-Control": ABSENT,
  };
  return new Response(drawCover({ seed: seed.slice(0, 120), title: "", genre: "" }), { headers });
}

function withoutConnection(from: Headers): Headers {
  const headers = new Headers(from);
  const named = (headers.get("connection") ?? "").split(",").map((name) => name.trim());
  for (const name of [...NOT_HANDED_ON, ...named]) if (/^[\w-]+$/.test(name)) headers.delete(name);
  return headers;
}
