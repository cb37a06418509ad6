import { createPublicKey, generateKeyPairSync, verify as verifySignature } from "node:crypto";
import { asId, type CredentialId, type EventId, type PerformanceId, type TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import type { TicketClaims } from "@liveotter/core/ticket/ticket-token";
import fc from "fast-check";
import { expect, it } from "vitest";
import { rotatingCodes } from "./rotating-codes.ts";
import { openTicketKeys, ticketVerifier } from "./ticket-keys.ts";

const newKey = () => {
  const { kty, crv, x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { kty, crv, x, d };
};
const uuid = fc.uuid({ version: [4, 7] });
const id = <T extends CredentialId | EventId | PerformanceId | TicketTypeId>(text: string): T => {
  const read = asId<T>(text);
  if (read === null) throw new Error("no UUID");
  return read;
};
const anyClaims = fc.tuple(uuid, uuid, uuid, uuid).map(
  ([a, b, c, d]): TicketClaims => ({
    credentialId: id(a),
    eventId: id(b),
    performanceId: id(c),
    ticketTypeId: id(d),
  }),
);
const claims: TicketClaims = {
  credentialId: id("01a1fe95-801a-7919-9602-3998b4c5033f"),
  eventId: id("fedcba98-7654-4321-8fed-cba987654321"),
  performanceId: id("00000000-0000-4000-8000-000000000000"),
  ticketTypeId: id("ffffffff-ffff-4fff-bfff-ffffffffffff"),
};
const NOW = instant(Date.UTC(2026, 10, 21, 20));
const [old, fresh] = [newKey(), newKey()];
const keys = await openTicketKeys(JSON.stringify([old]));
const rotated = await openTicketKeys(JSON.stringify([fresh, { ...old, d: undefined }]));

it("is read back as it was signed, by whoever has the public key, and is the same each time", async () => {
  await fc.assert(
    fc.asyncProperty(anyClaims, async (given) => {
      const token = await keys.sign(given);
      expect(token).toMatch(/^[\w-]{176}$/);
      expect(await keys.sign(given)).toBe(token);
      const verdict = await ticketVerifier(JSON.parse(JSON.stringify(keys.publicKeys))).verify(token, NOW);
      expect(verdict).toEqual({ genuine: true, kid: keys.publicKeys[0]?.kid, ...given });
    }),
    { seed: 20261121, numRuns: 30 },
  );
});

it("is refused once any one bit of it is another", async () => {
  const raw = Buffer.from(await keys.sign(claims), "base64url");
  expect(raw).toHaveLength(132);
  const why = new Set<string>();
  for (let bit = 0; bit < raw.length * 8; bit++) {
    const other = Buffer.from(raw);
    other[bit >>> 3] = (other[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    const verdict = await keys.verify(other.toString("base64url"), NOW);
    expect(verdict.genuine).toBe(false);
    if (!verdict.genuine) why.add(verdict.why);
  }
  expect(why).toEqual(new Set(["malformed", "unknown-key", "forged"]));
});

it("is refused once any one letter of it is another, missing, or too many", async () => {
  const token = await keys.sign(claims);
  for (let at = 0; at < token.length; at++) {
    const letter = token[at] === "A" ? "B" : "A";
    expect((await keys.verify(token.slice(0, at) + letter + token.slice(at + 1), NOW)).genuine).toBe(false);
  }
  for (const text of [token.slice(1), `${token}A`, ` ${token}`, `${token}\n`, `${token.slice(0, -1)}=`, "", "§"]) {
    expect(await keys.verify(text, NOW)).toEqual({ genuine: false, why: "malformed" });
  }
});

it("signs for its own purpose: the claims' bare signature is none of it", async () => {
  const raw = Buffer.from(await keys.sign(claims), "base64url");
  const { kty = "", crv = "", x = "" } = old;
  const key = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
  const purpose = Buffer.concat([Buffer.from("liveotter ticket 1\n"), raw.subarray(0, 68)]);
  expect(verifySignature(null, purpose, key, raw.subarray(68))).toBe(true);
  expect(verifySignature(null, raw.subarray(0, 68), key, raw.subarray(68))).toBe(false);
});

it("is verified after its key was rotated, until that key is taken away", async () => {
  const before = await keys.sign(claims);
  expect(await rotated.verify(before, NOW)).toMatchObject({ genuine: true, kid: keys.publicKeys[0]?.kid });
  const after = await rotated.sign(claims);
  expect(after).not.toBe(before);
  expect(await rotated.verify(after, NOW)).toMatchObject({ genuine: true, kid: rotated.publicKeys[0]?.kid });
  const alone = await openTicketKeys(JSON.stringify([fresh]));
  expect(await alone.verify(before, NOW)).toEqual({ genuine: false, why: "unknown-key" });
});

it("is forged when another key signed under the name of a known one", async () => {
  const [known] = keys.publicKeys;
  const [other] = rotated.publicKeys;
  if (known === undefined || other === undefined) throw new Error("no key");
  const swapped = ticketVerifier([{ ...other, kid: known.kid }]);
  expect(await swapped.verify(await keys.sign(claims), NOW)).toEqual({ genuine: false, why: "forged" });
});

it("shows public keys alone", () => {
  expect(rotated.publicKeys.map((key) => Object.keys(key).sort())).toEqual(
    Array(2).fill(["alg", "crv", "kid", "kty", "use", "x"]),
  );
  expect(JSON.stringify(rotated.publicKeys)).not.toContain(fresh.d);
});

it.each<[string, unknown]>([
  ["no list", { ...old }],
  ["an empty list", []],
  ["a first key that cannot sign", [{ ...old, d: undefined }]],
  ["a key of another kind", [{ ...old, crv: "P-256" }]],
  ["a key whose halves do not fit", [{ ...old, d: "AAAA" }]],
  ["a word", ["secret"]],
])("refuses %s as keys, and quotes nothing of it", async (_, secret) => {
  const error = await openTicketKeys(JSON.stringify(secret)).catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/^Error: TICKET_KEYS/);
  expect(String(error)).not.toContain(String(old.x));
});

it("verifies whatever is sent without throwing", async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."AQab01-_"), minLength: 176, maxLength: 176 }),
  );
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      expect((await keys.verify(token, NOW)).genuine).toBe(false);
    }),
    { seed: 20261121 },
  );
});

const rotating = (code: string, now = NOW) => keys.verify(code, instant(now));
const second = (seconds: number) => instant(NOW + seconds * 1000);

it("rotates on a phone that has no network: good for a minute either way, and then no more", async () => {
  const given = await keys.certify(claims);
  expect(await keys.certify(claims)).toEqual(given);
  const { at, lifeMs } = await rotatingCodes(given);
  expect(lifeMs).toBe(60_000);
  const code = await at(NOW);
  expect(code).toMatch(/^[\w-]{312}$/);
  expect(await at(second(1))).not.toBe(code);
  for (const now of [-60, 0, 60]) {
    expect(await rotating(code, second(now))).toEqual({ genuine: true, kid: keys.publicKeys[0]?.kid, ...claims });
  }
  for (const now of [-61, 61, 86_400]) {
    expect(await rotating(code, second(now))).toEqual({ genuine: false, why: "stale" });
  }
});

it("is refused, rotating too, once any one bit of it is another", async () => {
  const raw = Buffer.from(await (await rotatingCodes(await keys.certify(claims))).at(NOW), "base64url");
  expect(raw).toHaveLength(234);
  for (let bit = 0; bit < raw.length * 8; bit++) {
    const other = Buffer.from(raw);
    other[bit >>> 3] = (other[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    expect((await rotating(other.toString("base64url"))).genuine).toBe(false);
  }
});

it("takes no proof of another credential, and none that its own certificate does not name", async () => {
  const other = { ...claims, credentialId: id<CredentialId>("11111111-2222-4333-8444-555555555555") };
  const [own, theirs] = await Promise.all([keys.certify(claims), keys.certify(other)]);
  expect(theirs.key).not.toBe(own.key);
  const [code, stolen] = await Promise.all([own, theirs].map(async (key) => (await rotatingCodes(key)).at(NOW)));
  const mixed = own.certificate + (stolen?.slice(own.certificate.length) ?? "");
  expect(await rotating(mixed)).toEqual({ genuine: false, why: "forged" });
  // Our signature of a code that stays is none of a certificate, and the other way round.
  const still = await keys.sign(claims);
  expect(await rotating(`${still.slice(0, 92)}${code?.slice(92)}`)).toMatchObject({ genuine: false });
  await expect(rotatingCodes({ ...own, key: theirs.key })).rejects.toThrow();
  await expect(rotatingCodes({ ...own, certificate: still })).rejects.toThrow("no certificate");
});

it("certifies under the key that signs now, and knows what was certified before", async () => {
  const before = await (await rotatingCodes(await keys.certify(claims))).at(NOW);
  expect(await rotated.verify(before, NOW)).toMatchObject({ genuine: true });
  const after = await (await rotatingCodes(await rotated.certify(claims))).at(NOW);
  expect(await rotated.verify(after, NOW)).toMatchObject({ genuine: true, kid: rotated.publicKeys[0]?.kid });
  expect((await rotated.certify(claims)).key).not.toBe((await keys.certify(claims)).key);
});
