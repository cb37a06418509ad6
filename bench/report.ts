import type { Ratio } from "./compare.ts";

export interface Result {
  readonly name: string;
  /** The figure in words, such as "0.71 (0.68 to 0.75)". */
  readonly figure: string;
  /** What was hoped for; absent on figures that are only told. */
  readonly aim?: string;
  readonly holds?: boolean;
  readonly detail: Readonly<Record<string, unknown>>;
}

const results: Result[] = [];

/** Prints one JSON line now, and keeps the result for the closing table. */
export function report(result: Result): void {
  results.push(result);
  console.log(JSON.stringify(result));
}

export const inWords = ({ median, low, high }: Ratio): string =>
  `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** The table of everything reported, aims that were missed marked. */
export function printTable(): void {
  const rows = results.map(({ name, figure, aim = "", holds }) => [
    name,
    figure,
    aim,
    holds === undefined ? "" : holds ? "holds" : "MISSED",
  ]);
  const all = [["bench", "figure", "aim", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  console.log("");
  for (const row of all)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}
