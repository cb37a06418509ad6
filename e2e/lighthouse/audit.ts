import lighthouse, { type Result } from "lighthouse";

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;

export interface Audited {
  /** Of 100. */
  readonly scores: Readonly<Record<(typeof CATEGORIES)[number], number>>;
  /** What cost points, and what it would take: `largest-contentful-paint: 2.9 s`. */
  readonly lost: readonly string[];
}

/** Lighthouse's codes for a recording that lacks what every page load has: they tell nothing of the page. */
const BAD_RECORDING: readonly string[] = ["NO_TRACING_STARTED", "NO_RESOURCE_REQUEST", "NO_NAVSTART", "NO_DCL"];
const RECORDINGS = 3;

/**
 * Lighthouse with its mobile preset (a slow phone on slow 4G, simulated) in the browser that is debugged at `port`. A
 * page that is nobody else's is to be kept out of search engines: that it is costs it no points. On a busy machine
 * Chromium's recording now and then lacks the beginning of the load: then it is made again.
 */
export async function audit(address: string, port: number, who: "anybody" | "one fan"): Promise<Audited> {
  for (let recordings = 1; ; recordings++) {
    const lhr = await record(address, port, who);
    if (lhr.runtimeError === undefined) return judge(lhr);
    const { code, message } = lhr.runtimeError;
    if (recordings === RECORDINGS || !BAD_RECORDING.includes(code)) throw new Error(`${address}: ${code}: ${message}`);
  }
}

async function record(address: string, port: number, who: "anybody" | "one fan"): Promise<Result> {
  const run = await lighthouse(address, {
    port,
    logLevel: "error",
    onlyCategories: [...CATEGORIES],
    disableFullPageScreenshot: true,
    ...(who === "one fan" && { skipAudits: ["is-crawlable"] }),
  });
  if (run === undefined) throw new Error(`Lighthouse said nothing of ${address}`);
  return run.lhr;
}

function judge(lhr: Result): Audited {
  const score = (category: string) => Math.round((lhr.categories[category]?.score ?? 0) * 100);
  const lost = CATEGORIES.flatMap((category) => lhr.categories[category]?.auditRefs ?? [])
    .filter(({ weight }) => weight > 0)
    .flatMap(({ id }) => lhr.audits[id] ?? [])
    .filter((found) => found.score !== null && found.score < 0.9)
    .map((found) => `${found.id}: ${found.explanation ?? found.displayValue ?? found.title}`);
  return {
    scores: {
      performance: score("performance"),
      accessibility: score("accessibility"),
      "best-practices": score("best-practices"),
      seo: score("seo"),
    },
    lost,
  };
}
