import { PromoterClient } from "../e2e/promoter.ts";
import {
  BESIDE_READING,
  type Cell,
  DEPENDENCIES,
  failuresOf,
  faultOf,
  open,
  recovered,
  someSlugs,
  type View,
} from "../e2e/resiliency.ts";
import { startFreshStack } from "../e2e/start-stack.ts";

/** `pnpm resiliency`: what fans and promoters get with each dependency failing in each way, uncached, slowest of three. */
const views: readonly View[] = ["home", "browse", "event", "list", "search"];
const stack = await startFreshStack();
try {
  const slugs = await someSlugs(stack.urls);
  const promoter = new PromoterClient(stack.urls.promoters);
  const [login] = stack.logins;
  if (login !== undefined) await promoter.signIn(login);
  const rows: string[][] = [["dependency", "failure", ...views, "save"]];
  const measure = async () => {
    const cells: string[] = [];
    for (const look of [...views.map((view) => () => open(stack.urls, view, slugs)), () => save(promoter)]) {
      const tries = [];
      for (let n = 0; n < 3; n++) tries.push(await look());
      const slowest = tries.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
      const statuses = [...new Set(tries.map(({ status }) => status))].join("/");
      cells.push(`${statuses} ${slowest.milliseconds} ms ${slowest.source}`.trim());
    }
    return cells;
  };
  rows.push(["none", "", ...(await measure())]);
  for (const dependency of [...DEPENDENCIES, ...BESIDE_READING]) {
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

/** Creates a draft, as the studio does. A dead connection is status 0. */
async function save(promoter: PromoterClient): Promise<Cell> {
  const began = performance.now();
  const status = await promoter
    .call("POST", "/v1/events", {
      headers: { "idempotency-key": crypto.randomUUID() },
      body: { name: "Saved", genre: "concert", currency: "EUR", performances: [] },
    })
    .then((response) => response.status)
    .catch(() => 0);
  return { status, milliseconds: Math.round(performance.now() - began), source: "", items: 0 };
}
