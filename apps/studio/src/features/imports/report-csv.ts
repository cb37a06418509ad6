import type { ImportRow } from "@liveotter/contracts/promoter/imports";

/** A report as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function reportCsv(rows: readonly ImportRow[]): string {
  const lines = rows.map(({ row, outcome, name, eventId, errors }) =>
    [
      String(row),
      outcome,
      name,
      eventId ?? "",
      errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join("; "),
    ]
      .map(cell)
      .join(","),
  );
  return `\uFEFF${["row,outcome,name,event,remarks", ...lines].join("\r\n")}\r\n`;
}

/** Spreadsheets run what begins like a formula; an apostrophe makes it text. https://owasp.org/www-community/attacks/CSV_Injection */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
