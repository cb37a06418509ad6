import { asId, type InterestId } from "@liveotter/core/ids";
import fc from "fast-check";
import { expect, it } from "vitest";
import { interestTokenOf, openInterestToken } from "./interest-token.ts";
import { orderKeyOf } from "./order-key.ts";

const SECRET = "a secret of at least 32 characters, for tests";
const ID = asId<InterestId>("01a1fe95-801a-7919-9602-3998b4c5033f");

it("opens with its own secret alone, as it was made, and is no order's key", async () => {
  if (ID === null) throw new Error("no id");
  const token = await interestTokenOf(SECRET, ID);
  expect(token).toMatch(/^[0-9a-f]{32}[\w-]{32}$/);
  expect(await openInterestToken(SECRET, token)).toBe(ID);
  expect(await openInterestToken(`${SECRET}!`, token)).toBeNull();
  expect(
    await openInterestToken(SECRET, ID.replaceAll("-", "") + (await orderKeyOf(SECRET, { id: ID, keyGeneration: 0 }))),
  ).toBeNull();
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === "1" ? "2" : "1";
    expect(await openInterestToken(SECRET, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    expect(await openInterestToken(SECRET, token.slice(0, at))).toBeNull();
  }
  expect(await openInterestToken(SECRET, `${token}1`)).toBeNull();
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await openInterestToken(SECRET, text)).toBeNull();
    }),
    { seed: 20261121 },
  );
});
