import type { ReportRow } from "@liveotter/database/imports/write-chunk";
import { csvLine } from "../csv/csv-line.ts";

export const REPORT_HEADER = `${["row", "outcome", "event", "name", "what"].join(",")}\r\n`;

/** One row of an import's report, for a spreadsheet. */
export function reportLine({ row, outcome, eventId, name, errors }: ReportRow): string {
  const what = errors.map(({ pointer, detail }) => (pointer === "" ? detail : `${pointer} ${detail}`)).join("; ");
  return csvLine([String(row), outcome, eventId ?? "", name, what]);
}
