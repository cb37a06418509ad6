import { TRY_OUT_SLUG } from "@liveotter/devstack/seed/try-out";
import type { Stack } from "@liveotter/devstack/stack";
import { weighPage } from "@liveotter/devstack/weigh-page";
import { interleave, rate, ratioOfMedians } from "../compare.ts";
import { load, type Slice } from "../load.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";
import { startWorker } from "../start-workers.ts";

const ROUNDS = sized(5, 2);
const SECONDS = sized(2, 0.5);
const IN_FLIGHT = 16;

const PAGES = [
  ["home", "/"],
  ["list", "/events"],
  ["event", `/events/${TRY_OUT_SLUG}`],
] as const;

/** What browsing pages weigh, and how many the front door hands out a second, against the same bytes behind the same front. */
export async function benchPages({ urls: { fans } }: Stack, ports: readonly number[], outDir: string): Promise<void> {
  for (const [name, path] of PAGES) await weigh(fans, name, path);
  for (const [at, [name, path]] of PAGES.entries()) {
    await compare(fans, { name: `cached page, ${name}`, path: () => path, port: ports[at] ?? 0, outDir });
  }
  // A price that nothing costs: the same list each time, under an address that nobody asked for before.
  let price = 100_000;
  const path = () => `/events?price=${price++}&currency=EUR`;
  await compare(fans, { name: "uncached page, list with its reads", path, port: ports[PAGES.length] ?? 0, outDir });
}

async function weigh(fans: string, name: string, path: string): Promise<void> {
  const html = await (await fetch(new URL(path, fans))).text();
  const { total, script, ...rest } = await weighPage(html, async (file) => {
    const response = await fetch(new URL(file, fans));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  });
  const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1);
  report({
    name: `${name}: gzipped KB before pictures, of these script`,
    figure: `${kilobytes(total)}, ${kilobytes(script)}`,
    aim: "60, 15",
    exact: true,
    holds: total <= 60 * 1024 && script <= 15 * 1024,
    detail: { total, script, ...rest },
  });
}

interface Compared {
  readonly name: string;
  readonly path: () => string;
  readonly port: number;
  readonly outDir: string;
}

async function compare(fans: string, { name, path, port, outDir }: Compared): Promise<void> {
  const sample = await fetch(new URL(path(), fans), { headers: { "accept-encoding": "identity" } });
  const BODY = await sample.text();
  const HEADERS = Object.fromEntries(
    [...sample.headers].filter(
      ([header]) => !/^(?:date|content-length|content-encoding|transfer-encoding|connection|keep-alive)$/.test(header),
    ),
  );
  const bare = await startWorker("bare", { port, outDir, bindings: { BODY, HEADERS } });
  const slice = (url: string) => (): Promise<Slice> =>
    load(url, { inFlight: IN_FLIGHT, seconds: SECONDS, path: () => path() });
  try {
    await interleave(1, [slice(bare.front), slice(fans)]);
    const [floor = [], pages = []] = await interleave(ROUNDS, [slice(bare.front), slice(fans)]);
    const errors = [...floor, ...pages].reduce((sum, each) => sum + each.errors, 0);
    const perSecond = (slices: readonly Slice[]) =>
      Math.round(slices.reduce((sum, each) => sum + rate(each), 0) / slices.length);
    report({
      name: `${name} / the same bytes served bare (requests/s)`,
      figure: inWords(ratioOfMedians(floor.map(rate), pages.map(rate))),
      detail: { bytes: BODY.length, bare: perSecond(floor), pages: perSecond(pages), errors },
    });
  } finally {
    await bare.stop();
  }
}
