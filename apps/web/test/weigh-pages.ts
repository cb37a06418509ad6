/**
 * Weighs every page as it is built: what a phone loads of it before the pictures, gzipped. Prints a line for each, and
 * fails where one is over its budget or has none.
 */
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type PageWeight, weighPage } from "@liveotter/devstack/weigh-page";
import type { Miniflare } from "miniflare";
import { clientFiles, startWeb } from "./built-web.ts";
import { everyPage, PUBLIC_PAGES, SALE_PAGES } from "./pages.ts";
import { HELD } from "./sale.ts";

/** In bytes; a kilobyte is a thousand of them. */
type Budget = Partial<Pick<PageWeight, "script" | "total">>;
const BROWSE: Budget = { script: 15_000, total: 60_000 };
const SALE: Budget = { script: 40_000 };

const PAGES: readonly (readonly [path: string, budget: Budget])[] = [
  ...PUBLIC_PAGES.map((path) => [path, BROWSE] as const),
  ...SALE_PAGES.map((path) => [path, SALE] as const),
];

/** Seen only while something is wrong, and made of what the others are made of. */
const SPARED = ["/unavailable", "/sale/trouble", "/preview/[token]"];

const web = await startWeb(everyPage);
try {
  process.exitCode = (await weighAll(web)) ? 0 : 1;
} finally {
  await web.dispose();
}

/** Whether all is within its budget. */
async function weighAll(miniflare: Miniflare): Promise<boolean> {
  const files = await clientFiles();
  const read = async (path: string) => {
    const file = await readFile(join(files, path)).catch(() => null);
    if (file !== null) return file;
    // What the worker itself answers: the service worker.
    const response = await miniflare.dispatchFetch(`http://fans.test${path}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  };
  const faults: string[] = [];
  const weighed = new Set<string>();
  for (const [path, budget] of PAGES) {
    const response = await miniflare.dispatchFetch(`http://fans.test${path}`, { headers: { Cookie: HELD } });
    const html = await response.text();
    const template = /<html[^>]* data-page="([^"]*)"/.exec(html)?.[1] ?? "none";
    weighed.add(template);
    const weight = await weighPage(html, read);
    const columns = (["html", "style", "script", "font", "total"] as const).map(
      (part) => `${part} ${kilobytes(weight[part])}`,
    );
    console.log(`${template.padEnd(24)}${columns.join("  ")}`);
    for (const part of ["script", "total"] as const) {
      const most = budget[part];
      if (most === undefined || weight[part] <= most) continue;
      faults.push(
        `${template} (${path}): ${part} ${kilobytes(weight[part])} KB, and its budget is ${kilobytes(most)} KB`,
      );
    }
  }
  const templates = globSync("**/*.astro", { cwd: new URL("../src/pages", import.meta.url).pathname })
    .map((file) => `/${file.replace(/\.astro$/, "").replace(/(^|\/)index$/, "")}`)
    .filter((template) => !weighed.has(template) && !SPARED.includes(template));
  faults.push(...templates.map((template) => `${template}: it is not weighed; give it an address in test/pages.ts`));
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(5);
}
