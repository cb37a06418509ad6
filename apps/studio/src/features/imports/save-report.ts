import type { Import, ImportOutcome, ImportRow } from "@liveotter/contracts/promoter/imports";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { reportCsv } from "./report-csv.ts";

/** Reads the whole report, page by page, and gives it to the browser as a file. */
export async function saveReport({ id, name }: Pick<Import, "id" | "name">, outcome?: ImportOutcome): Promise<void> {
  const rows: ImportRow[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await answer(api.listImportRows(id, { outcome, cursor, limit: 500 }));
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  const address = URL.createObjectURL(new Blob([reportCsv(rows)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name.replace(/\.[a-z]+$/i, "")}-report.csv`;
  link.click();
  URL.revokeObjectURL(address);
}
