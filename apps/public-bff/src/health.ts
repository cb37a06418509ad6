import type { DependencyState, Readiness } from "@liveotter/contracts/public/health";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { Breaker, DependencyHealth } from "@liveotter/integrations/breaker";
import type { KnownVersion, WaitUntil } from "@liveotter/integrations/cache/tiered-cache";

type Dependency = keyof Readiness["dependencies"];

/** One dependency as `/readyz` sees it; `null` for one that is not configured. */
export interface Watched {
  health(): Omit<DependencyHealth, "name">;
  /** Has a look, through the dependency's breaker. */
  probe(): Promise<unknown>;
}

export interface Health {
  /** What is known now; looks again afterwards where that is old. */
  report(waitUntil: WaitUntil): Readiness;
}

/** How long a look may take. */
export const PROBE_MS = 1000;
/** For looks that nobody waits for. */
export const NEVER = new AbortController().signal;

/** A dependency behind a breaker, and a look at it through that. */
export const watchedBy = (breaker: Breaker, probe: () => Promise<unknown>): Watched => ({
  health: () => breaker.health,
  probe,
});

/** What was seen longer ago is looked at again. */
const OLD_MS = 5000;

export function watchHealth(
  watched: Readonly<Record<Dependency, Watched | null>>,
  latest: (waitUntil: WaitUntil) => KnownVersion & { readonly at: Instant | null },
  now: () => Instant,
): Health {
  const probedAt = new Map<Dependency, number>();

  function look(name: Dependency, dependency: Watched, seenAt: number, waitUntil: WaitUntil): void {
    const at = now();
    if (at - Math.max(seenAt, probedAt.get(name) ?? 0) < OLD_MS) return;
    probedAt.set(name, at);
    waitUntil(dependency.probe().catch(() => {}));
  }

  function describe(name: Dependency, waitUntil: WaitUntil): Readiness["dependencies"][Dependency] {
    const dependency = watched[name];
    if (dependency === null) return { state: "absent", age: null, breaker: null };
    const { state: breaker, lastSuccessAt, lastFailureAt } = dependency.health();
    const seenAt = Math.max(lastSuccessAt ?? 0, lastFailureAt ?? 0);
    look(name, dependency, seenAt, waitUntil);
    if (seenAt === 0) return { state: "unknown", age: null, breaker };
    const state: DependencyState = seenAt === lastSuccessAt ? "up" : "down";
    return { state, age: Math.max(0, Math.round((now() - seenAt) / 1000)), breaker };
  }

  return {
    report(waitUntil) {
      const dependencies = {
        postgres: describe("postgres", waitUntil),
        redis: describe("redis", waitUntil),
        meilisearch: describe("meilisearch", waitUntil),
        kv: describe("kv", waitUntil),
      };
      const gone = ({ state }: { state: DependencyState }) => state === "down" || state === "absent";
      const { version, at } = latest(waitUntil);
      return {
        // A copy in a cache may answer still, but nobody should be sent here for that.
        ready: !(gone(dependencies.postgres) && gone(dependencies.kv)),
        dependencies,
        catalogue: at === null ? null : { version, asOf: toIso(at) },
      };
    },
  };
}
