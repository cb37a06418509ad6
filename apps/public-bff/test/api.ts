import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Instant, instant } from "@liveotter/core/instant";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import type { MetricsSink } from "@liveotter/integrations/telemetry/metrics";
import { createApp } from "../src/app.ts";
import { compose, type Surroundings } from "../src/deps.ts";
import { variable } from "./catalogue.ts";

export const faults = switchboard(variable("SWITCHBOARD"));

export interface ApiOptions {
  /** Bindings that are missing. Without METRICS nothing waits a second to write them. */
  readonly without?: readonly string[];
  /** Bindings that are other than they are. */
  readonly instead?: Readonly<Record<string, unknown>>;
  /** Another data centre: its edge cache is empty, and stays so. */
  readonly noEdge?: boolean;
  /** Takes what is counted. */
  readonly metrics?: MetricsSink;
  /** Moves this isolate's clock, in milliseconds. */
  readonly clock?: { offset: number };
  /** Stands between it and its shards or orders. */
  readonly between?: Surroundings["between"];
}

const NO_EDGE: Pick<Cache, "match" | "put"> = {
  match: () => Promise.resolve(undefined),
  put: () => Promise.resolve(),
};

/**
 * The API in an isolate of its own: nothing in memory, breakers closed. What runs behind an answer has ended when
 * `get` gives it.
 */
export function newIsolate({
  without = ["METRICS"],
  instead = {},
  noEdge = false,
  metrics,
  clock = { offset: 0 },
  between,
}: ApiOptions = {}) {
  const bindings = Object.fromEntries(Object.entries(env).filter(([name]) => !without.includes(name)));
  const now = (): Instant => instant(Date.now() + clock.offset);
  // The same bindings, some taken away or replaced: what composing must bear.
  const given = { ...bindings, ...instead, ...(metrics && { METRICS: metrics }) } as unknown as Env;
  const deps = compose(given, { now, edge: noEdge ? NO_EDGE : caches.default, ...(between && { between }) });
  const app = createApp();
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const context = createExecutionContext();
    const response = await app.fetch(new Request(`https://api.example${path}`, init), deps, context);
    const body = response.body === null ? null : await response.arrayBuffer();
    await waitOnExecutionContext(context);
    return new Response(body, response);
  };
  return {
    call,
    get: (path: string, headers: Record<string, string> = {}) => call(path, { headers }),
    /** Its JSON, whatever its status. */
    json: async (path: string): Promise<Record<string, unknown>> => (await call(path)).json(),
    deps,
  };
}
