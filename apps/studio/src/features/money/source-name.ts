import type { LedgerEntry } from "@liveotter/contracts/promoter/orders";

const NAMES: Readonly<Record<string, string>> = {
  payment: "Money came in",
  order: "An order was paid with it",
  refund: "Money went back",
};

/** What an entry is of, in words: `payment:…`, `order:…`, `refund:…`. */
export function sourceName({ source }: Pick<LedgerEntry, "source">): string {
  const [kind = ""] = source.split(":", 1);
  return NAMES[kind] ?? kind.replaceAll(/[-_]/g, " ");
}
