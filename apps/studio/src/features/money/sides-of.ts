import type { LedgerEntry } from "@liveotter/contracts/promoter/orders";

/** An entry's lines by side, each amount without its sign. */
export function sidesOf({ lines }: Pick<LedgerEntry, "lines">) {
  const side = (sign: 1 | -1) =>
    lines
      .filter(({ amount }) => Math.sign(amount) === sign)
      .map(({ account, amount }) => ({ account, amount: amount * sign }));
  return { debit: side(1), credit: side(-1) };
}
