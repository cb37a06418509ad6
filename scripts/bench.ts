import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeBlock } from "@liveotter/devstack/ports";
import { benchHolds } from "../bench/cases/holds.ts";
import { benchImport } from "../bench/cases/import.ts";
import { benchInventory } from "../bench/cases/inventory.ts";
import { benchLists } from "../bench/cases/lists.ts";
import { benchOrders } from "../bench/cases/orders.ts";
import { benchPages } from "../bench/cases/pages.ts";
import { benchSale, benchUndisturbedHolds } from "../bench/cases/sale.ts";
import { benchSearch } from "../bench/cases/search.ts";
import { benchUndisturbed } from "../bench/cases/undisturbed.ts";
import { printTable } from "../bench/report.ts";
import { startFreshStack } from "../e2e/start-stack.ts";

/** `pnpm bench [lists|pages|search|import|inventory|holds|orders|sale|undisturbed …]`: ratios in one run, as JSON lines and a closing table. */
const wanted = process.argv.slice(2);
const wants = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const stack = await startFreshStack();
const outDir = await mkdtemp(join(tmpdir(), "liveotter-bench-"));
try {
  const base = await freeBlock();
  if (wants("lists")) await benchLists(stack, { bare: base, tiers: base + 1 }, outDir);
  if (wants("pages"))
    await benchPages(
      stack,
      [4, 5, 6, 7].map((offset) => base + offset),
      outDir,
    );
  if (wants("search")) await benchSearch(stack.backing.env, outDir);
  if (wants("import")) await benchImport(outDir);
  if (wants("inventory")) await benchInventory(stack, base + 2, outDir);
  if (wants("holds")) {
    await benchHolds(stack, base + 3, outDir);
    await benchUndisturbedHolds(stack);
  }
  if (wants("orders")) await benchOrders(stack);
  if (wants("sale")) await benchSale(stack);
  if (wants("undisturbed")) await benchUndisturbed(stack);
  printTable();
} finally {
  await stack.stop();
  await rm(outDir, { recursive: true, force: true });
}
