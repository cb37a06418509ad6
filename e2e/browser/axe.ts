import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What of it depends on colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * What axe finds wrong by WCAG 2.2 AA, or of its colours alone, as "rule: selector". A page's own policy forbids
 * scripts: evaluate bypasses it.
 */
export async function violations(page: Page, of: "everything" | "colours"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  return page.evaluate(
    async (runOnly) => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
      }; // axe puts itself on the window; its own types describe another entry point
      const found = await axe.run({ runOnly });
      return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
    },
    of === "everything" ? AA : COLOURS,
  );
}
