/** Spreadsheets take a file for UTF-8 by this mark alone. */
export const BYTE_ORDER_MARK = "\u{feff}";

/**
 * One line of RFC 4180 for a spreadsheet: each field quoted, and with an apostrophe before what would be taken for a
 * formula (https://owasp.org/www-community/attacks/CSV_Injection), full-width signs included.
 */
export const csvLine = (fields: readonly string[]): string => `${fields.map(field).join(",")}\r\n`;

const field = (value: string): string =>
  `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
