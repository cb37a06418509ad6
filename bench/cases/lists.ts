import type { Stack } from "@liveotter/devstack/stack";
import { interleave, rate, ratioOfMedians } from "../compare.ts";
import { load, type Slice } from "../load.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";
import { startWorker } from "../start-workers.ts";

const ROUNDS = sized(9, 2);
const SECONDS = sized(2, 0.5);
const IN_FLIGHT = 32;
const LIST = "/v1/events?limit=24";

const slice = (url: string, path: (n: number) => string) => (): Promise<Slice> =>
  load(url, { inFlight: IN_FLIGHT, seconds: SECONDS, path });

const perSecond = (slices: readonly Slice[]) => Math.round(slices.reduce((sum, s) => sum + rate(s), 0) / slices.length);
const errors = (...ways: readonly Slice[][]) => ways.flat().reduce((sum, { errors }) => sum + errors, 0);

/** Lists out of each tier against a bare worker, the uncached list against its bare SQL, and a stampede. */
export async function benchLists(stack: Stack, ports: { bare: number; tiers: number }, outDir: string): Promise<void> {
  const sample = await fetch(new URL(LIST, stack.urls.api));
  const body = await sample.text();
  const sent = Object.fromEntries(
    [...sample.headers].filter(
      ([name]) => !/^(?:date|content-length|transfer-encoding|connection|keep-alive)$/.test(name),
    ),
  );
  const bare = await startWorker("bare", { port: ports.bare, outDir, bindings: { BODY: body, HEADERS: sent } });
  const tiers = await startWorker("tiers", { port: ports.tiers, outDir, bindings: { ...stack.backing.env } });
  try {
    await slice(bare.url, () => LIST)();
    await slice(stack.urls.api, () => LIST)();
    await fetch(`${tiers.url}/edge${LIST}`);
    await fetch(`${tiers.url}/redis${LIST}`);
    await new Promise((resolve) => setTimeout(resolve, 500));

    const ways = [bare.url, stack.urls.api].map((url) => slice(url, () => LIST));
    const [floor = [], isolate = []] = await interleave(ROUNDS, ways);
    const ratio = ratioOfMedians(floor.map(rate), isolate.map(rate));
    report({
      name: "cached list, isolate tier / bare worker (requests/s)",
      figure: inWords(ratio),
      aim: "0.60",
      holds: ratio.median >= 0.6 && errors(floor, isolate) === 0,
      detail: {
        bytes: body.length,
        bare: perSecond(floor),
        isolate: perSecond(isolate),
        errors: errors(floor, isolate),
      },
    });

    for (const tier of stack.backing.redis === "absent" ? ["edge"] : ["edge", "redis"]) {
      const [under = [], over = []] = await interleave(3, [
        slice(bare.url, () => LIST),
        slice(tiers.url, () => `/${tier}${LIST}`),
      ]);
      report({
        name: `cached list, ${tier} tier alone / bare worker (requests/s)`,
        figure: inWords(ratioOfMedians(under.map(rate), over.map(rate))),
        detail: { bare: perSecond(under), [tier]: perSecond(over), errors: errors(under, over) },
      });
    }

    const day = (n: number) => new Date(Date.now() + (n % 300) * 86_400_000).toISOString().slice(0, 10);
    const [sql = [], uncached = []] = await interleave(ROUNDS, [
      slice(tiers.url, (n) => `/sql?from=${day(n)}`),
      slice(tiers.url, (n) => `/postgres/v1/events?from=${day(n)}&limit=24`),
    ]);
    report({
      name: "uncached list / its bare SQL query, same endpoint (requests/s)",
      figure: inWords(ratioOfMedians(sql.map(rate), uncached.map(rate))),
      detail: { sql: perSecond(sql), uncached: perSecond(uncached), errors: errors(sql, uncached) },
    });

    const stampede = (await (await fetch(`${tiers.url}/stampede`)).json()) as {
      revalidations: number;
      answered: number;
    };
    report({
      name: "5,000 readers of a stale key in one isolate: revalidations",
      figure: String(stampede.revalidations),
      aim: "1",
      exact: true,
      holds: stampede.revalidations === 1 && stampede.answered === 5000,
      detail: stampede,
    });
  } finally {
    await bare.stop();
    await tiers.stop();
  }
}
