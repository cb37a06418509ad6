import { expect, test } from "vitest";
import { actionWords, detailLines } from "./audit-words.ts";

test("what was done is told in words, known or not", () => {
  expect(actionWords("event.publish")).toBe("Published");
  expect(actionWords("member.role-change")).toBe("Member: role change");
});

test("details of any shape are lines to read", () => {
  expect(detailLines({ fields: ["name", "genre"], from: null, name: "A" })).toEqual([
    { name: "fields", value: "name, genre" },
    { name: "from", value: "null" },
    { name: "name", value: "A" },
  ]);
});
