import { freeBlock } from "@liveotter/devstack/ports";
import type { Stack } from "@liveotter/devstack/stack";

/** What a case is given: a fresh stack of its own, free ports beside it, and a folder that goes when it ends. */
interface CaseContext {
  readonly stack: Stack;
  /** The first of 20 free ports. */
  readonly base: number;
  readonly outDir: string;
}

type Case =
  | { readonly stack: true; run(context: CaseContext): Promise<void> }
  /** Brings its own services. */
  | { readonly stack: false; run(outDir: string): Promise<void> };

const onStack = (run: (context: CaseContext) => Promise<void>): Case => ({ stack: true, run });

/** All cases in the order of the table. Each loads its code when it runs, in a process of its own. */
export const CASES: ReadonlyMap<string, Case> = new Map<string, Case>([
  [
    "lists",
    onStack(async ({ stack, base, outDir }) => {
      const { benchLists } = await import("./cases/lists.ts");
      await benchLists(stack, { bare: base, tiers: base + 1 }, outDir);
    }),
  ],
  [
    "pages",
    onStack(async ({ stack, base, outDir }) => {
      const { benchPages } = await import("./cases/pages.ts");
      const ports = [0, 1, 2, 3].map((offset) => base + offset);
      await benchPages(stack, ports, outDir);
    }),
  ],
  [
    "search",
    onStack(async ({ stack, outDir }) => {
      const { benchSearch } = await import("./cases/search.ts");
      await benchSearch(stack.backing.env, outDir);
    }),
  ],
  [
    "import",
    {
      stack: false,
      async run(outDir) {
        const { benchImport } = await import("./cases/import.ts");
        await benchImport(await freeBlock(), outDir);
      },
    },
  ],
  [
    "inventory",
    onStack(async ({ stack, base, outDir }) => {
      const { benchInventory } = await import("./cases/inventory.ts");
      await benchInventory(stack, base, outDir);
    }),
  ],
  [
    "holds",
    onStack(async ({ stack, base, outDir }) => {
      const [{ benchHolds }, { benchUndisturbedHolds }] = await Promise.all([
        import("./cases/holds.ts"),
        import("./cases/sale.ts"),
      ]);
      await benchHolds(stack, base, outDir);
      await benchUndisturbedHolds(stack);
    }),
  ],
  [
    "orders",
    onStack(async ({ stack }) => {
      const { benchOrders } = await import("./cases/orders.ts");
      await benchOrders(stack);
    }),
  ],
  [
    "sale",
    onStack(async ({ stack }) => {
      const { benchSale } = await import("./cases/sale.ts");
      await benchSale(stack);
    }),
  ],
  [
    "cancel",
    onStack(async ({ stack }) => {
      const { benchCancel } = await import("./cases/cancel.ts");
      await benchCancel(stack);
    }),
  ],
  [
    "undisturbed",
    onStack(async ({ stack }) => {
      const { benchUndisturbed } = await import("./cases/undisturbed.ts");
      await benchUndisturbed(stack);
    }),
  ],
]);
