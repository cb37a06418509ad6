import type { CredentialId, EventId, Id, PerformanceId, TicketTypeId } from "../ids.ts";

/** What a ticket's code says: enough for a scanner without a network to know what it admits to. */
export interface TicketClaims {
  readonly credentialId: CredentialId;
  readonly eventId: EventId;
  readonly performanceId: PerformanceId;
  readonly ticketTypeId: TicketTypeId;
}

/**
 * As bytes: a version, the key's name, four UUIDs, and an Ed25519 signature of all before it (RFC 8032, which makes it the
 * same each time). 132 of them are 176 letters of base64url with no bit to spare, so that a code has one spelling.
 */
const VERSION = 1;
const UUID_BYTES = 16;
const KID_BYTES = 3;
const FIELDS = ["credentialId", "eventId", "performanceId", "ticketTypeId"] as const;
export const CLAIM_BYTES = 1 + KID_BYTES + FIELDS.length * UUID_BYTES;
export const SIGNATURE_BYTES = 64;

/** The claims in front of their signature, which is still empty. `kid` is four letters of base64url. */
export function writeClaims(claims: TicketClaims, kid: string): Uint8Array<ArrayBuffer> {
  const token = new Uint8Array(CLAIM_BYTES + SIGNATURE_BYTES);
  putClaims(token, VERSION, claims, kid);
  return token;
}

/** The beginning of every code: its version, whose signature it has, and what it claims. */
export function putClaims(into: Uint8Array, version: number, claims: TicketClaims, kid: string): void {
  into[0] = version;
  into.set(fromBase64Url(kid).subarray(0, KID_BYTES), 1);
  FIELDS.forEach((field, at) => {
    const hex = claims[field].replaceAll("-", "");
    for (let n = 0; n < UUID_BYTES; n++)
      into[1 + KID_BYTES + at * UUID_BYTES + n] = Number.parseInt(hex.slice(2 * n, 2 * n + 2), 16);
  });
}

/** What a code says at its beginning. */
export interface SignedClaims {
  readonly kid: string;
  readonly claims: TicketClaims;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a code says of itself, true or not; `null` for what cannot be one. */
export function readClaims(token: string): SignedClaims | null {
  return /^[\w-]{176}$/.test(token) ? claimsOf(fromBase64Url(token), VERSION) : null;
}

/** The claims that these bytes begin with; `null` where they are of another version. */
export function claimsOf(bytes: Uint8Array<ArrayBuffer>, version: number): SignedClaims | null {
  if (bytes[0] !== version) return null;
  const id = <T extends Id<string>>(at: number): T => uuidAt<T>(bytes, 1 + KID_BYTES + at * UUID_BYTES);
  return {
    kid: toBase64Url(bytes.subarray(1, 1 + KID_BYTES)),
    claims: { credentialId: id(0), eventId: id(1), performanceId: id(2), ticketTypeId: id(3) },
    bytes,
  };
}

function uuidAt<T extends Id<string>>(bytes: Uint8Array, at: number): T {
  const hex = Array.from(bytes.subarray(at, at + UUID_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Any 16 bytes are a UUID to asId, which asks for no version.
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") as T;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Of whole triples of bytes. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += LETTERS.charAt((triple >> shift) & 63);
  }
  return text;
}

/** Of whole triples of bytes, and of these letters alone. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let at = 0; at < text.length; at += 4) {
    let triple = 0;
    for (const letter of text.slice(at, at + 4)) triple = (triple << 6) | LETTERS.indexOf(letter);
    bytes.set([triple >> 16, (triple >> 8) & 255, triple & 255], (at / 4) * 3);
  }
  return bytes;
}
