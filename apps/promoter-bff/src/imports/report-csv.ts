import type { ReportRow } from "@liveotter/database/imports/write-chunk";

export const REPORT_HEADER = `${["row", "outcome", "event", "name", "what"].join(",")}\r\n`;

/** One row of an import's report, for a spreadsheet. */
export function reportLine({ row, outcome, eventId, name, errors }: ReportRow): string {
  const what = errors.map(({ pointer, detail }) => (pointer === "" ? detail : `${pointer} ${detail}`)).join("; ");
  return `${[String(row), outcome, eventId ?? "", name, what].map(field).join(",")}\r\n`;
}

/** Quoted, and with an apostrophe before what a spreadsheet would take for a formula. */
const field = (value: string): string =>
  `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
