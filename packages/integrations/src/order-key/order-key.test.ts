import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { opensOrder, orderKeyOf } from "./order-key.ts";

const SECRET = "a secret of at least 32 characters, for tests";
const ORDER = "01a1fe95-801a-7919-9602-3998b4c5033f";

it("is the beginning of an HMAC over the order's id, fit for a path", async () => {
  const expected = createHmac("sha256", SECRET).update(`order:${ORDER}`).digest("base64url").slice(0, 32);
  expect(await orderKeyOf(SECRET, ORDER)).toBe(expected);
  expect(expected).toMatch(/^[\w-]{32}$/);
});

it("opens its own order, and by its own secret alone", async () => {
  const key = await orderKeyOf(SECRET, ORDER);
  expect(await opensOrder(SECRET, ORDER, key)).toBe(true);
  expect(await opensOrder(`${SECRET}!`, ORDER, key)).toBe(false);
  expect(await opensOrder(SECRET, ORDER.replace("0", "1"), key)).toBe(false);
});

it("opens nothing once a letter is another, missing or too many", async () => {
  const key = await orderKeyOf(SECRET, ORDER);
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === "A" ? "B" : "A";
    expect(await opensOrder(SECRET, ORDER, key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    expect(await opensOrder(SECRET, ORDER, key.slice(0, at))).toBe(false);
  }
  expect(await opensOrder(SECRET, ORDER, `${key}A`)).toBe(false);
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await opensOrder(SECRET, ORDER, text)).toBe(false);
    }),
    { seed: 20261121 },
  );
});
