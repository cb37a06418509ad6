import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Change } from "./charge.ts";

/** Changes in the order they were made, one JSON line each: whatever was answered is there after a crash. */
export class Journal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  /** All that were kept; a last line that was cut short never happened. */
  read(): Change[] {
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch {
      return [];
    }
    return text.split("\n").flatMap((line) => {
      try {
        // Written by `append`, line by line: what parses is a change.
        return line === "" ? [] : [JSON.parse(line) as Change];
      } catch {
        return [];
      }
    });
  }

  /** Blocks: charges are few, and an answer must not come before its line. */
  append(change: Change): void {
    appendFileSync(this.#file, `${JSON.stringify(change)}\n`, { mode: 0o600 });
  }

  /** Begins anew with these. Beside it first: a full disk must not leave half a file. */
  rewrite(changes: readonly Change[]): void {
    writeFileSync(`${this.#file}.new`, changes.map((change) => `${JSON.stringify(change)}\n`).join(""), {
      mode: 0o600,
    });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
