import { REQUEST_ID_HEADER, requestIdOf } from "@liveotter/integrations/telemetry/request-id";
import { continueTrace, TRACEPARENT, traceparent } from "@liveotter/integrations/telemetry/trace-context";
import { answerNoSuchCity } from "./answer-no-such-city.ts";
import { answerPage, notFound, type PageAnswer, unavailable } from "./answer-page.ts";
import { answerPreview, previewToken } from "./answer-preview.ts";
import { compose, type Deps, type Env } from "./deps.ts";
import { answerManifest } from "./manifest.ts";
import { cardRequest, isBffPath, passToBff } from "./pass-to-bff.ts";
import { TEMPLATES } from "./render.ts";
import { robots } from "./robots.ts";
import { routeOf } from "./routes.ts";
import { answerSale } from "./sale/answer-sale.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { answerServiceWorker } from "./service-worker/answer-service-worker.ts";
import { answerSpeculationRules, SPECULATION_RULES } from "./speculation-rules.ts";
import { takeVitals } from "./take-vitals.ts";
import { ENGLISH, localeOf } from "./words/locale.ts";

let deps: Deps | undefined;

/** One line in so many of what went well is logged. */
const LOGGED_SHARE = 0.01;
const KNOWN_METHODS = ["GET", "HEAD", "POST"];

export default {
  async fetch(request, env, ctx) {
    deps ??= compose(env);
    const { log, metrics, now } = deps;
    const startedAt = now();
    const requestId = requestIdOf(request.headers);
    const trace = continueTrace(request.headers);
    const handOn = { [REQUEST_ID_HEADER]: requestId, [TRACEPARENT]: traceparent(trace) };
    const waitUntil = (work: Promise<unknown>) => ctx.waitUntil(work);

    const { route, ...answer } = await answerFor(deps, request, handOn, requestId, waitUntil);
    const response = label(request, answer.response, handOn);

    const { tier, outcome, failure } = answer;
    const ms = now() - startedAt;
    const method = KNOWN_METHODS.includes(request.method) ? request.method : "other";
    metrics.count("http_requests_total", { route, method, status: String(response.status), tier, outcome });
    metrics.observe("http_request_seconds", { route, tier }, ms / 1000);
    metrics.flush(waitUntil);
    const line = {
      requestId,
      traceId: trace.traceId,
      spanId: trace.spanId,
      route,
      method,
      status: response.status,
      ms,
    };
    if (failure !== undefined) {
      log.error("request failed", { ...line, error: failure instanceof Error ? failure.name : typeof failure });
    } else if (Math.random() < LOGGED_SHARE) log.info("request", { ...line, tier, outcome });
    return response;
  },
} satisfies ExportedHandler<Env>;

interface Answered extends PageAnswer {
  /** The path's template. */
  readonly route: string;
}

type Fixed = (deps: Deps, origin: string) => Response | Promise<Response>;
/** What is for machines alone, and neither a page nor kept as one. */
const FIXED: ReadonlyMap<string, Fixed> = new Map<string, Fixed>([
  ["/healthz", () => Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } })],
  ["/robots.txt", (_, origin) => robots(origin)],
  ["/sw.js", ({ serviceWorker }) => answerServiceWorker(serviceWorker)],
  [SPECULATION_RULES, answerSpeculationRules],
]);

async function answerFor(
  deps: Deps,
  request: Request,
  handOn: Readonly<Record<string, string>>,
  requestId: string,
  waitUntil: (work: Promise<unknown>) => void,
): Promise<Answered> {
  const url = new URL(request.url);
  const uncached = { tier: "none", outcome: "none" };
  if (isBffPath(url.pathname)) {
    const route = `/${url.pathname.split("/", 2)[1]}/*`;
    return { ...uncached, route, response: await passToBff(deps, request, handOn, requestId) };
  }
  const { locale, path } = localeOf(url.pathname, deps.pseudoLocales);
  const card = cardRequest(request, locale, path);
  if (card !== null) {
    const response = await passToBff(deps, card, handOn, requestId);
    return { ...uncached, route: "/events/{slug}/card.*", response };
  }
  const sold = await answerSale(deps, request, { locale, path, handOn });
  if (sold !== null) return { ...uncached, ...sold };
  const origin = deps.publicOrigin ?? url.origin;
  if (url.pathname === "/vitals") {
    const taking = { ...deps, templates: TEMPLATES };
    return {
      ...uncached,
      route: "/vitals",
      response: await takeVitals(taking, request, [origin, url.origin], requestId),
    };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    const headers = { Allow: "GET, HEAD", "Cache-Control": "no-store" };
    return { ...uncached, route: "other", response: new Response(null, { status: 405, headers }) };
  }
  if (path === "/manifest.webmanifest") return { ...uncached, route: path, response: answerManifest(locale) };
  const place = { origin, locale };
  const token = previewToken(path);
  if (token !== null) return { ...(await answerPreview(deps, token, place, handOn)), route: "/preview/{token}" };
  // What is for machines is there once, whatever language it is in.
  const found = path.endsWith(".xml") && locale !== ENGLISH ? null : routeOf(path);
  try {
    const fixed = FIXED.get(url.pathname);
    if (fixed !== undefined) return { ...uncached, route: url.pathname, response: await fixed(deps, origin) };
    if (found === null) return { ...uncached, route: "other", response: await notFound(place) };
    const ifNoneMatch = request.headers.get("If-None-Match");
    const asked = { ...found, ...place, search: url.searchParams, ifNoneMatch, headers: handOn, waitUntil };
    const answer = await answerPage(deps, asked);
    const inNoCity = answer.response.status === 404 && found.route.name === "/in/{city}";
    return { ...(inNoCity ? await answerNoSuchCity(deps, asked) : answer), route: found.route.name };
  } catch (failure) {
    return { ...uncached, route: found?.route.name ?? "other", response: await unavailable(place, deps), failure };
  }
}

/** The headers that every answer carries; an answer of the BFF keeps the policy it came with. */
function label(request: Request, response: Response, handOn: Readonly<Record<string, string>>): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...handOn })) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const body = request.method === "HEAD" ? null : response.body;
  return new Response(body, { status: response.status, headers });
}
