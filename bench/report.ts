import type { Ratio } from "./compare.ts";

export interface Result {
  readonly name: string;
  /** The figure in words, such as "0.71 (0.68 to 0.75)". */
  readonly figure: string;
  /** The target; absent on figures without one. */
  readonly aim?: string;
  readonly holds?: boolean;
  /** The target is about what was counted, not how long it took: missing it fails the case on any machine. */
  readonly exact?: true;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A result, and why it was not judged, if it was not. */
export interface JudgedResult extends Result {
  readonly unjudged?: string | undefined;
}

/** Sends a result to the process that runs the cases. */
export function report(result: Result): void {
  if (process.send === undefined) throw new Error("cases run as children of scripts/bench.ts");
  process.send({ result });
}

export const inWords = ({ median, low, high }: Ratio): string =>
  `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** Whether a result fails its case. */
export const isWrong = ({ exact, holds }: Result): boolean => exact === true && holds === false;

function verdictOf(result: JudgedResult): string {
  if (isWrong(result)) return "WRONG";
  if (result.holds === undefined) return "";
  if (result.exact !== true && result.unjudged !== undefined) return `not judged: ${result.unjudged}`;
  return result.holds ? "holds" : "MISSED";
}

/** Prints all results as a table, with what became of each target. */
export function printTable(results: readonly JudgedResult[]): void {
  const rows = results.map((result) => [result.name, result.figure, result.aim ?? "", verdictOf(result)]);
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
