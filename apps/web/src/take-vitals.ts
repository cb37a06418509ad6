import { type ProblemMore, problemReply } from "@liveotter/contracts/http/problem-reply";
import type { ProblemCode } from "@liveotter/contracts/problem";
import { addressBlock } from "@liveotter/core/address-block";
import type { RateLimit, RateLimiter } from "@liveotter/integrations/rate-limit";
import type { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { readText } from "./read-text.ts";
import { isOwnForm } from "./sale/own-form.ts";

/** What is counted of a visit: durations in milliseconds, and by how much the page shifted. https://web.dev/articles/vitals */
const DURATIONS = ["ttfb", "fcp", "lcp", "inp"] as const;
const SHIFT = "cls";
/** Longer than any of this takes, and a sum that no page reaches. */
const MOST_MS = 600_000;
const MOST_SHIFT = 100;
/** Three times what the script sends. */
const MAX_BYTES = 512;
/** Of one subscriber, and of all: what is beyond is not needed to know how pages feel. */
const OF_ONE: RateLimit = { name: "vitals", limit: 60, seconds: 60 };
const OF_ALL: RateLimit = { name: "vitals-all", limit: 1200, seconds: 60 };

export interface VitalsDeps {
  readonly metrics: Metrics;
  readonly limiter: RateLimiter;
  /** What a page may call itself: these alone become labels. */
  readonly templates: ReadonlySet<string>;
}

/** Counts what one of our pages measured of a visit (`client/vitals.ts`); anything else is refused with its reason. */
export async function takeVitals(
  { metrics, limiter, templates }: VitalsDeps,
  request: Request,
  origins: readonly string[],
  requestId: string,
): Promise<Response> {
  const refuse = (code: ProblemCode, more?: ProblemMore) => problemReply({ get: () => requestId }, code, more);
  if (request.method !== "POST") {
    const refused = refuse("method-not-allowed");
    refused.headers.set("Allow", "POST");
    return refused;
  }
  if (!isOwnForm(request.headers, origins, false))
    return refuse("forbidden", { detail: "Only pages of ours measure." });
  const subject = addressBlock(request.headers.get("CF-Connecting-IP") ?? "");
  const retryAfter = limiter.useHere({ of: OF_ONE, subject }, { of: OF_ALL, subject: "" });
  if (retryAfter !== null) return refuse("too-many-requests", { retryAfter });
  const text = await readText(request, MAX_BYTES);
  if (text === null) return refuse("too-large", { detail: `At most ${MAX_BYTES} bytes.` });
  const vitals = parse(text, templates);
  if ("errors" in vitals) return refuse("invalid-request", vitals);

  const { template, values } = vitals;
  for (const [vital, value] of values) {
    if (vital === SHIFT) metrics.observe("web_vital_shift", { template }, value);
    else metrics.observe("web_vital_seconds", { vital, template }, value / 1000);
  }
  return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
}

interface Vitals {
  readonly template: string;
  readonly values: readonly (readonly [vital: string, value: number])[];
}

type Refused = Required<Pick<ProblemMore, "errors">>;

function parse(text: string, templates: ReadonlySet<string>): Vitals | Refused {
  const { page, ...values } = object(text) ?? {};
  const errors: Refused["errors"] = [];
  if (typeof page !== "string" || !templates.has(page)) {
    errors.push({ pointer: "/page", detail: "Not a page of ours." });
    return { errors };
  }
  const numbers = Object.entries(values).flatMap(([vital, value]) => {
    const most = vital === SHIFT ? MOST_SHIFT : DURATIONS.some((name) => name === vital) ? MOST_MS : -1;
    if (typeof value === "number" && value >= 0 && value <= most) return [[vital, value] as const];
    const detail = most < 0 ? "Not measured." : `A number from 0 to ${most}.`;
    errors.push({ pointer: `/${vital.slice(0, 40)}`, detail });
    return [];
  });
  return errors.length > 0 ? { errors } : { template: page, values: numbers };
}

function object(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
