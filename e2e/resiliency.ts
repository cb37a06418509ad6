import type { Fault, Dependency as Faultable } from "@liveotter/devstack/faults";

/**
 * The resiliency table: every dependency in every mode of failure against what a fan opens, and what a promoter saves.
 * The tests assert its cells, `pnpm resiliency` prints them.
 */
export const DEPENDENCIES = ["meilisearch", "redis", "postgres", "kv", "jobs"] as const;
/** What no list, page or search of fans comes near. */
export const BESIDE_READING = ["mail", "r2"] as const;
export type Dependency = (typeof DEPENDENCIES)[number] | (typeof BESIDE_READING)[number];

export interface Failure {
  readonly name: string;
  readonly fault: Fault;
}

const FAILURES: readonly Failure[] = [
  { name: "refuse", fault: { mode: "refuse" } },
  { name: "hang", fault: { mode: "hang" } },
  { name: "slow", fault: { mode: "slow", latencyMs: 3000 } },
  { name: "error", fault: { mode: "error", status: 500, body: { message: "on fire" } } },
  { name: "drop-response", fault: { mode: "drop-response" } },
];

/** What Meilisearch answers to anything that needs a write when its disk is full. */
const DISK_FULL: Failure = {
  name: "disk full",
  fault: {
    mode: "error",
    status: 422,
    body: {
      message: "There is no more space left on the device. Consider increasing the size of the disk/partition.",
      code: "no_space_left_on_device",
      type: "system",
      link: "https://docs.meilisearch.com/errors#no_space_left_on_device",
    },
  },
};

export const failuresOf = (dependency: Dependency): readonly Failure[] =>
  dependency === "meilisearch" ? [...FAILURES, DISK_FULL] : FAILURES;

/** Where the switchboard stages it: jobs fail by losing their way to Postgres, which they alone use in that role. */
export function faultOf(dependency: Dependency, failure: Failure): { dependency: Faultable; fault: Fault } {
  return dependency === "jobs"
    ? { dependency: "postgres", fault: { ...failure.fault, role: "liveotter_jobs" } }
    : { dependency, fault: failure.fault };
}

/** What a fan opens, at the two hosts. `n` makes the address one that no cache has seen, but for the home page's. */
export const VIEWS = {
  home: () => ({ host: "fans" as const, path: "/" }),
  browse: (n: number) => ({ host: "fans" as const, path: `/events?${span(n)}` }),
  event: (n: number, slugs: readonly string[]) => ({
    host: "fans" as const,
    path: `/events/${slugs[n % slugs.length]}`,
  }),
  list: (n: number) => ({ host: "api" as const, path: `/v1/events?${span(n)}&limit=5` }),
  search: (n: number) => ({ host: "api" as const, path: `/v1/search?q=live&${span(n)}&limit=5` }),
} as const;

/** A span of days that most events lie in, another one for each `n`. */
const span = (n: number): string => `from=${dayFromNow(n % 100)}&to=${dayFromNow(400 + Math.floor(n / 100))}`;

export type View = keyof typeof VIEWS;

export interface Cell {
  readonly status: number;
  readonly milliseconds: number;
  /** The body's own word on where it came from, or the page's. */
  readonly source: string;
  readonly items: number;
}

let opened = 0;

/** Opens `view` at an address not opened before and says what came. A dead connection is status 0. */
export async function open(
  urls: { readonly fans: string; readonly api: string },
  view: View,
  slugs: readonly string[],
): Promise<Cell> {
  opened += 1;
  const { host, path } = VIEWS[view](opened, slugs);
  const began = performance.now();
  try {
    const response = await fetch(new URL(path, urls[host]), { signal: AbortSignal.timeout(20_000) });
    const text = await response.text();
    const milliseconds = Math.round(performance.now() - began);
    if (host === "api" && response.ok) {
      const body: unknown = JSON.parse(text);
      const { source, items } = body as { source: string; items: unknown[] }; // the public contract
      return { status: response.status, milliseconds, source, items: items.length };
    }
    const links = text.match(/href="\/events\/[a-z0-9-]+"/g)?.length ?? 0;
    const source = response.headers.get("cache-status") ?? "";
    return { status: response.status, milliseconds, source, items: links };
  } catch {
    return { status: 0, milliseconds: Math.round(performance.now() - began), source: "", items: 0 };
  }
}

/** A local date `n` days ahead, `YYYY-MM-DD`. */
function dayFromNow(n: number): string {
  return new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
}

/** Waits until every dependency is trusted again: breakers close some seconds after a fault ends. */
export async function recovered(urls: { readonly api: string }, withinMs = 30_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const response = await fetch(new URL("/readyz", urls.api));
    const body = await response.text();
    if (response.ok && !/"(?:open|half-open|down)"/.test(body)) return;
    if (Date.now() > until) throw new Error(`Not ready again after ${withinMs} ms: ${body}`);
    // Asking for something uncached lets the breakers try what they distrust.
    await open({ fans: urls.api, api: urls.api }, "list", []);
    await open({ fans: urls.api, api: urls.api }, "search", []);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Slugs of events that are on, to open pages of. */
export async function someSlugs(urls: { readonly api: string }): Promise<string[]> {
  const response = await fetch(new URL("/v1/events?limit=100", urls.api));
  const { items } = (await response.json()) as { items: { slug: string }[] }; // the public contract
  return items.map(({ slug }) => slug);
}
