import type { Instant } from "@liveotter/core/instant";
import {
  CERTIFIED_BYTES,
  isCurrent,
  type RotatingKey,
  readRotatingCode,
  writeCertificate,
} from "@liveotter/core/ticket/rotating-code";
import {
  CLAIM_BYTES,
  fromBase64Url,
  readClaims,
  SIGNATURE_BYTES,
  type TicketClaims,
  toBase64Url,
  writeClaims,
} from "@liveotter/core/ticket/ticket-token";
import { proven } from "./rotating-codes.ts";

/** A public key as scanners take it: JSON Web Key of RFC 8037. */
export interface PublicTicketKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** base64url. */
  readonly x: string;
  /** The beginning of the key's SHA-256: four letters, which each token names. */
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
}

export type Verdict =
  | ({ readonly genuine: true; readonly kid: string } & TicketClaims)
  /** No code of ours; by a key that is not known (any more); altered; or one that rotates and was made at another time. */
  | { readonly genuine: false; readonly why: "malformed" | "unknown-key" | "forged" | "stale" };

/** What tokens are signed and verified with. */
export interface TicketKeys {
  readonly publicKeys: readonly PublicTicketKey[];
  /** The same claims are the same token, until the keys are changed. */
  sign(claims: TicketClaims): Promise<string>;
  /** What a phone makes the codes of these claims from: the same each time, too. */
  certify(claims: TicketClaims): Promise<RotatingKey>;
  verify: TicketVerifier["verify"];
}

export interface TicketVerifier {
  /** Whether a code is ours, and good at `now`: one that stays is at any time. */
  verify(code: string, now: Instant): Promise<Verdict>;
}

/** Node and workers have each their own name for it. */
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Of what the key signs, so that no other signature by it passes for one of these. */
const TICKET = new TextEncoder().encode("liveotter ticket 1\n");
const CERTIFICATE = new TextEncoder().encode("liveotter ticket certificate 1\n");
const CREDENTIAL = new TextEncoder().encode("liveotter ticket credential 1\n");
/**
 * How long a code that rotates is good, either way: a picture of it sent to a friend at the door comes too late, while
 * phone and scanner may be a minute apart.
 */
const LIFE_SECONDS = 60;
const ED25519 = { name: "Ed25519" } as const;

/**
 * The keys in `TICKET_KEYS`: a JSON list of private JSON Web Keys (RFC 8037). The first signs, all verify: a new key goes
 * in front, and the old one stays until its last event is over. A key that only verifies needs no `d`.
 * @throws Error for a list that is none; it quotes nothing of it
 */
export async function openTicketKeys(secret: string): Promise<TicketKeys> {
  const keys = await Promise.all(listOf(secret).map(readKey));
  const [first] = keys;
  if (first?.signing == null) throw new Error("TICKET_KEYS begins with no private key");
  const { signing, jwk } = first;
  const publicKeys = keys.map((key) => key.jwk);
  return {
    publicKeys,
    async sign(claims) {
      const token = writeClaims(claims, jwk.kid);
      token.set(await signatureOf(signing.key, prefixed(TICKET, token, CLAIM_BYTES)), CLAIM_BYTES);
      return toBase64Url(token);
    },
    async certify(claims) {
      const { key, publicKey } = await keyOfCredential(signing.derives, claims.credentialId);
      const certificate = writeCertificate(claims, jwk.kid, publicKey, LIFE_SECONDS);
      const signed = prefixed(CERTIFICATE, certificate, CERTIFIED_BYTES);
      certificate.set(await signatureOf(signing.key, signed), CERTIFIED_BYTES);
      return { certificate: toBase64Url(certificate), key };
    },
    verify: ticketVerifier(publicKeys).verify,
  };
}

/** Verifies by public keys alone, as a scanner does without a network. A key is imported when it is first named. */
export function ticketVerifier(keys: readonly PublicTicketKey[]): TicketVerifier {
  const imported = new Map<string, Promise<ImportedKey>>();
  const keyFor = (kid: string): Promise<ImportedKey> | undefined => {
    const jwk = keys.find((key) => key.kid === kid);
    if (jwk !== undefined && !imported.has(kid)) imported.set(kid, importPublic(jwk));
    return imported.get(kid);
  };
  return {
    async verify(code, now) {
      const rotating = readRotatingCode(code);
      const read = rotating ?? readClaims(code);
      if (read === null) return { genuine: false, why: "malformed" };
      const key = await keyFor(read.kid);
      if (key === undefined) return { genuine: false, why: "unknown-key" };
      const { bytes, claims, kid } = read;
      const [purpose, length] = rotating === null ? [TICKET, CLAIM_BYTES] : [CERTIFICATE, CERTIFIED_BYTES];
      const signature = bytes.subarray(length, length + SIGNATURE_BYTES);
      if (!(await isSigned(key, signature, prefixed(purpose, bytes, length)))) return { genuine: false, why: "forged" };
      if (rotating !== null) {
        // One of ours, by what was just verified: whatever else stands there never comes so far.
        const own = await crypto.subtle.importKey("raw", rotating.publicKey, ED25519, false, ["verify"]);
        const proof = bytes.subarray(-SIGNATURE_BYTES);
        if (!(await isSigned(own, proof, proven(bytes)))) return { genuine: false, why: "forged" };
        if (!isCurrent(rotating, now)) return { genuine: false, why: "stale" };
      }
      return { genuine: true, kid, ...claims };
    },
  };
}

const importPublic = ({ kty, crv, x }: PublicTicketKey): Promise<ImportedKey> =>
  crypto.subtle.importKey("jwk", { kty, crv, x }, ED25519, false, ["verify"]);

const isSigned = (key: ImportedKey, signature: Uint8Array<ArrayBuffer>, text: Uint8Array<ArrayBuffer>) =>
  crypto.subtle.verify(ED25519, key, signature, text);

const signatureOf = async (key: ImportedKey, text: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign(ED25519, key, text));

/** A purpose, and so much of the bytes: what is signed. */
function prefixed(purpose: Uint8Array, bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(purpose.length + length);
  all.set(purpose);
  all.set(bytes.subarray(0, length), purpose.length);
  return all;
}

/** PKCS #8 of an Ed25519 key, up to the 32 bytes that are the key (RFC 8410). */
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/** The key pair of a credential: derived, so that it is stored nowhere but on its fan's phone. */
async function keyOfCredential(
  derives: ImportedKey,
  credentialId: string,
): Promise<{ key: string; publicKey: Uint8Array }> {
  const id = new TextEncoder().encode(credentialId);
  const seed = new Uint8Array(await crypto.subtle.sign("HMAC", derives, prefixed(CREDENTIAL, id, id.length)));
  const pair = await crypto.subtle.importKey("pkcs8", new Uint8Array([...PKCS8, ...seed]), ED25519, true, ["sign"]);
  // Of a private key, always an object with these two: the other form is that of "raw".
  const { x, d } = (await crypto.subtle.exportKey("jwk", pair)) as { x: string; d: string };
  // 43 letters with one more are whole triples; the 33rd byte is none of the key.
  return { key: d, publicKey: fromBase64Url(`${x}A`).subarray(0, 32) };
}

function listOf(secret: string): unknown[] {
  try {
    const list: unknown = JSON.parse(secret);
    if (Array.isArray(list) && list.length > 0 && list.length <= 20) return list;
  } catch {
    // Said below: the parser's own words would quote the secret.
  }
  throw new Error("TICKET_KEYS is no JSON list of keys");
}

interface SigningKey {
  readonly key: ImportedKey;
  /** What the keys of credentials are derived by. */
  readonly derives: ImportedKey;
}

async function readKey(given: unknown): Promise<{ jwk: PublicTicketKey; signing: SigningKey | null }> {
  const fields = new Map<string, unknown>(Object.entries(typeof given === "object" && given !== null ? given : {}));
  const [x, d] = [fields.get("x"), fields.get("d")];
  if (fields.get("crv") !== "Ed25519" || typeof x !== "string") throw new Error("TICKET_KEYS has a key that is none");
  const own = { kty: "OKP", crv: "Ed25519", x } as const;
  try {
    const raw = await crypto.subtle.exportKey(
      "raw",
      await crypto.subtle.importKey("jwk", own, ED25519, true, ["verify"]),
    );
    // Of a public key, always bytes: the other form is that of "jwk".
    const digest = await crypto.subtle.digest("SHA-256", raw as ArrayBuffer);
    const kid = toBase64Url(new Uint8Array(digest, 0, 3));
    return {
      jwk: { ...own, kid, use: "sig", alg: "EdDSA" },
      signing: typeof d === "string" ? await signingKey({ ...own, d }) : null,
    };
  } catch {
    throw new Error("TICKET_KEYS has a key that is none");
  }
}

async function signingKey(jwk: { kty: "OKP"; crv: "Ed25519"; x: string; d: string }): Promise<SigningKey> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const [key, derives] = await Promise.all([
    crypto.subtle.importKey("jwk", jwk, ED25519, false, ["sign"]),
    crypto.subtle.importKey("raw", new TextEncoder().encode(jwk.d), hmac, false, ["sign"]),
  ]);
  return { key, derives };
}
