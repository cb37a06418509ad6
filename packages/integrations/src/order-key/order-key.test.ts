import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { orderKeyOf, readOrderKey } from "./order-key.ts";

const SECRET = "a secret of at least 32 characters, for tests";
const ID = "01a1fe95-801a-7919-9602-3998b4c5033f";
const keyed = (keyGeneration: number, id = ID) => ({ id, keyGeneration });
const hmac = (text: string) => createHmac("sha256", SECRET).update(text).digest("base64url").slice(0, 32);

it("is the beginning of an HMAC over the order's id and generation, fit for a path", async () => {
  expect(await orderKeyOf(SECRET, keyed(0))).toBe(hmac(`order:${ID}`));
  expect(await orderKeyOf(SECRET, keyed(12))).toBe(`12${hmac(`order:${ID}:12`)}`);
  expect(await orderKeyOf(SECRET, keyed(12))).toMatch(/^[\w-]+$/);
});

it.each([0, 1, 12, 999_999_999])(
  "of generation %i opens its own order, only with its own secret",
  async (generation) => {
    const key = await orderKeyOf(SECRET, keyed(generation));
    expect(await readOrderKey(SECRET, ID, key)).toBe(generation);
    expect(await readOrderKey(`${SECRET}!`, ID, key)).toBeNull();
    expect(await readOrderKey(SECRET, ID.replace("0", "1"), key)).toBeNull();
  },
);

it("cannot be moved to another generation", async () => {
  const [first, second] = [await orderKeyOf(SECRET, keyed(1)), await orderKeyOf(SECRET, keyed(2))];
  expect(await readOrderKey(SECRET, ID, `2${first.slice(1)}`)).toBeNull();
  expect(await readOrderKey(SECRET, ID, second.slice(1))).toBeNull();
  expect(await readOrderKey(SECRET, ID, `0${await orderKeyOf(SECRET, keyed(0))}`)).toBeNull();
});

it.each([0, 7])("of generation %i opens nothing with a letter changed, missing or added", async (generation) => {
  const key = await orderKeyOf(SECRET, keyed(generation));
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === "A" ? "B" : "A";
    expect(await readOrderKey(SECRET, ID, key.slice(0, at) + other + key.slice(at + 1))).toBeNull();
    expect(await readOrderKey(SECRET, ID, key.slice(0, at))).toBeNull();
  }
  expect(await readOrderKey(SECRET, ID, `${key}A`)).toBeNull();
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await readOrderKey(SECRET, ID, text)).toBeNull();
    }),
    { seed: 20261121 },
  );
});
