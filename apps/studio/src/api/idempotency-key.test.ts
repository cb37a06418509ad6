import { expect, test } from "vitest";
import { forgetKey, type Kept, keyFor } from "./idempotency-key.ts";

const storage = (): Kept => {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
};

test("the same thing asked for twice carries one key, also after a reload", () => {
  const kept = storage();
  const key = keyFor("event", { name: "A\nB" }, kept);
  expect(keyFor("event", { name: "A\nB" }, kept)).toBe(key);
});

test("another body, another kind and the next one alike carry other keys", () => {
  const kept = storage();
  const key = keyFor("event", { name: "A" }, kept);
  expect(keyFor("series", { name: "A" }, kept)).not.toBe(key);
  expect(keyFor("event", { name: "B" }, kept)).not.toBe(key);
  const again = keyFor("event", { name: "A" }, kept);
  forgetKey("event", kept);
  expect(keyFor("event", { name: "A" }, kept)).not.toBe(again);
});
