import { expect, test } from "vitest";
import { reportCsv } from "./report-csv.ts";

test("a report reads back as it was, whatever names hold", () => {
  const csv = reportCsv([
    { row: 2, outcome: "created", eventId: "e1", name: 'A "big", night', errors: [] },
    { row: 3, outcome: "rejected", eventId: null, name: "B", errors: [{ pointer: "date", detail: "no such day" }] },
  ]);
  expect(csv.split("\r\n")).toEqual([
    "\uFEFFrow,outcome,name,event,remarks",
    '2,created,"A ""big"", night",e1,',
    "3,rejected,B,,date no such day",
    "",
  ]);
});

test("a name that a spreadsheet would run stays text", () => {
  const csv = reportCsv([{ row: 2, outcome: "created", eventId: null, name: "=HYPERLINK(1)", errors: [] }]);
  expect(csv).toContain("2,created,'=HYPERLINK(1),,");
});
