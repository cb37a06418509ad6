import { asId, type EventId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { expect, test } from "vitest";
import { signText } from "../signed-text.ts";
import { signAdmission, verifyAdmission } from "./admission-pass.ts";

const SECRET = "a secret of at least thirty-two letters";
const eventId = asId<EventId>("0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d");
if (eventId === null) throw new Error("not an id");
const pass = { eventId, expiresAt: instant(1_800_000_000_000) };
const before = instant(pass.expiresAt - 1);

test("a pass opens its event until it expires", async () => {
  const signed = await signAdmission(SECRET, pass);
  expect(await verifyAdmission(SECRET, signed, before)).toEqual(pass);
  expect(await verifyAdmission(SECRET, signed, pass.expiresAt)).toBeNull();
});

test("what is altered, signed by another secret or for another purpose, or no pass at all, opens nothing", async () => {
  const signed = await signAdmission(SECRET, pass);
  const later = signed.replace("1800000000", "1900000000");
  const other = await signText(SECRET, "something else", signed.slice(0, -44));
  for (const token of [
    later,
    other,
    `${signed}A`,
    signed.slice(1),
    "",
    ".",
    "ż".repeat(90),
    signed.replace(".", "!"),
  ]) {
    expect([token, await verifyAdmission(SECRET, token, before)]).toEqual([token, null]);
  }
  expect(await verifyAdmission(`${SECRET}!`, signed, before)).toBeNull();
});
