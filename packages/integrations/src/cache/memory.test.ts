import { expect, test } from "vitest";
import { Memory } from "./memory.ts";

test("what was read last stays longest", () => {
  const memory = new Memory(3 * 510);
  for (const key of ["a", "b", "c"]) memory.set(key, { failedAt: 1 });
  memory.get("a");
  memory.set("d", { failedAt: 1 });
  expect(["a", "b", "c", "d"].filter((key) => memory.get(key))).toEqual(["a", "c", "d"]);
});

test("a slot that is replaced is counted once", () => {
  const memory = new Memory(10_000);
  for (let n = 0; n < 100; n++) memory.set("a", { failedAt: n });
  const { bytes } = memory;
  memory.set("a", { failedAt: 0 });
  expect(memory.bytes).toBe(bytes);
  expect(bytes).toBeLessThan(600);
});
