import { expect, test } from "vitest";
import { actionWords, detailLines, subjectWords } from "./audit-words.ts";

test("what was done is told in words, known or not", () => {
  expect(actionWords("event.publish")).toBe("Published the event");
  expect(actionWords("venue.move-away")).toBe("Venue: move away");
});

test("details of any shape are lines to read", () => {
  expect(detailLines({ fields: ["name", "genre"], from: null, name: "A" })).toEqual([
    { name: "fields", value: "name, genre" },
    { name: "from", value: "null" },
    { name: "name", value: "A" },
  ]);
});

test("a thing is called what it is called now, or was called then", () => {
  expect(subjectWords({ subjectName: "Now", details: { name: "Then" } })).toBe("Now");
  expect(subjectWords({ subjectName: null, details: { name: "Then" } })).toBe("Then");
  expect(subjectWords({ subjectName: null, details: { name: 7 } })).toBeNull();
});
