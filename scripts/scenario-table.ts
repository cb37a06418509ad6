import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What of the numbered situations is built: without seats (4), the waitlist (47 to 49), the door and synthetic traffic (50 to 54). */
const BUILT = [...range(1, 3), ...range(5, 46), ...range(55, 71), 75, 76];

/**
 * What is wrong with the tables of situations and their tests: a number without a row, a row without a test, a file that is
 * not there, a title that its file does not hold. A test is told as `file` "title", the title whole or cut off with `…`.
 */
export function tableFaults(markdown: string, root: string, built: readonly number[] = BUILT): string[] {
  const rows = markdown.split("\n").filter((line) => /^\| (?!---)/.test(line));
  const numbers = rows.map((row) => Number(/^\| (\d+)\./.exec(row)?.[1]));
  const absent = built.filter((number) => !numbers.includes(number)).map((number) => `${number} has no row`);
  const faults = rows.flatMap((row) => {
    const cells = row.split(" | ");
    if (/^tests \|$/.test(cells.at(-1) ?? "")) return [];
    const tests = [...(cells.at(-1) ?? "").matchAll(/`([^`]+)` "([^"]+)"/g)];
    if (tests.length === 0) return [`${cells[0]?.slice(2)} names no test`];
    return tests.flatMap(([, path = "", title = ""]) => {
      if (!existsSync(join(root, path))) return [`${path} does not exist`];
      return holds(readFileSync(join(root, path), "utf8"), title) ? [] : [`${path} has no test "${title}"`];
    });
  });
  return [...absent, ...faults];
}

/** Titles are string literals, of whichever quotes. */
function holds(source: string, title: string): boolean {
  const whole = !title.endsWith("…");
  const begins = whole ? title : title.slice(0, -1);
  return ['"', "'", "`"].some((quote) => source.includes(`${quote}${begins}${whole ? quote : ""}`));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
