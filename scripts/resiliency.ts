import { DEPENDENCIES, failuresOf, faultOf, open, recovered, someSlugs, type View } from "../e2e/resiliency.ts";
import { startFreshStack } from "../e2e/start-stack.ts";

/** `pnpm resiliency`: what fans get with each dependency failing in each way, uncached, slowest of three. */
const views: readonly View[] = ["home", "browse", "event", "list", "search"];
const stack = await startFreshStack();
try {
  const slugs = await someSlugs(stack.urls);
  const rows: string[][] = [["dependency", "failure", ...views]];
  const measure = async () => {
    const cells: string[] = [];
    for (const view of views) {
      const tries = [];
      for (let n = 0; n < 3; n++) tries.push(await open(stack.urls, view, slugs));
      const slowest = tries.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
      const statuses = [...new Set(tries.map(({ status }) => status))].join("/");
      cells.push(`${statuses} ${slowest.milliseconds} ms ${slowest.source}`.trim());
    }
    return cells;
  };
  rows.push(["none", "", ...(await measure())]);
  for (const dependency of DEPENDENCIES) {
    for (const failure of failuresOf(dependency)) {
      const staged = faultOf(dependency, failure);
      stack.backing.faults.set(staged.dependency, staged.fault);
      rows.push([dependency, failure.name, ...(await measure())]);
      stack.backing.faults.clear();
      await recovered(stack.urls);
    }
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
} finally {
  await stack.stop();
}
