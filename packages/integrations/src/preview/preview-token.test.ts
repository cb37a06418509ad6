import { asId, type EventId, type PromoterId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type PreviewGrant, signPreview, verifyPreview } from "./preview-token.ts";

const SECRET = "a secret of at least 32 characters, for tests";
const NOW = instant(Date.parse("2026-11-21T12:00:00Z"));
const grant: PreviewGrant = {
  eventId: asId<EventId>("01a1fe95-801a-7919-9602-3998b4c5033f") ?? fail(),
  promoterId: asId<PromoterId>("fedcba98-7654-4321-8fed-cba987654321") ?? fail(),
  expiresAt: instant(NOW + 3_600_000),
};
function fail(): never {
  throw new Error("no UUID");
}

it("is read back as it was granted, until it ends", async () => {
  const token = await signPreview(SECRET, grant);
  expect(token).toMatch(/^[\w-]{91}$/);
  expect(await verifyPreview(SECRET, token, NOW)).toEqual(grant);
  expect(await verifyPreview(SECRET, token, instant(grant.expiresAt - 1))).toEqual(grant);
  expect(await verifyPreview(SECRET, token, grant.expiresAt)).toBeNull();
});

it("grants nothing when another secret signed it", async () => {
  expect(await verifyPreview(SECRET, await signPreview(`${SECRET}!`, grant), NOW)).toBeNull();
});

it("grants nothing when any one bit of it is another", async () => {
  const token = await signPreview(SECRET, grant);
  const raw = Uint8Array.from(Buffer.from(token, "base64url"));
  for (let bit = 0; bit < raw.length * 8; bit++) {
    const other = Uint8Array.from(raw);
    other[bit >>> 3] = (other[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    expect(await verifyPreview(SECRET, Buffer.from(other).toString("base64url"), NOW)).toBeNull();
  }
});

it("grants nothing for whatever else is sent, and never throws", async () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."ab01-_"), minLength: 88, maxLength: 94 }));
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      expect(await verifyPreview(SECRET, token, NOW)).toBeNull();
    }),
    { seed: 20261121 },
  );
});
