import { type Instant, instant } from "../instant.ts";
import {
  CLAIM_BYTES,
  claimsOf,
  fromBase64Url,
  putClaims,
  SIGNATURE_BYTES,
  type SignedClaims,
  type TicketClaims,
  toBase64Url,
} from "./ticket-token.ts";

/**
 * A code that rotates is a certificate, which stays, and a proof, which is made anew all the time.
 *
 * The certificate is the claims of a ticket, the public key of its credential, for how many seconds a proof is good, and
 * our signature of all that. The proof is a time, and the credential's signature of certificate and time. Both are whole
 * triples of bytes, so that each has one spelling in base64url and a code is the one behind the other.
 */
const VERSION = 2;
const PUBLIC_KEY_BYTES = 32;
const LIFE_AT = CLAIM_BYTES + PUBLIC_KEY_BYTES;
/** What of a certificate is signed. */
export const CERTIFIED_BYTES = LIFE_AT + 1;
const CERTIFICATE_BYTES = CERTIFIED_BYTES + SIGNATURE_BYTES;
/** Whole seconds since 1970. */
const TIME_BYTES = 5;
const PROOF_BYTES = TIME_BYTES + SIGNATURE_BYTES;
const letters = (bytes: number): number => (bytes / 3) * 4;

/** What a phone shows codes of: the certificate, and the private key of the credential (RFC 8032), both in base64url. */
export interface RotatingKey {
  readonly certificate: string;
  readonly key: string;
}

/** A code as it was read; nothing of it is verified. */
export interface RotatingCode extends SignedClaims {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** When it was made, by the phone's clock. */
  readonly madeAt: Instant;
  /** For how long it is good before and after that, in milliseconds: no two clocks agree. */
  readonly lifeMs: number;
}

/** A certificate whose signature is still empty. `lifeSeconds` is at most 255. */
export function writeCertificate(
  claims: TicketClaims,
  kid: string,
  publicKey: Uint8Array,
  lifeSeconds: number,
): Uint8Array<ArrayBuffer> {
  const certificate = new Uint8Array(CERTIFICATE_BYTES);
  putClaims(certificate, VERSION, claims, kid);
  certificate.set(publicKey.subarray(0, PUBLIC_KEY_BYTES), CLAIM_BYTES);
  certificate[LIFE_AT] = lifeSeconds;
  return certificate;
}

/** What a certificate says of its codes; `null` for what cannot be one. */
export function readCertificate(text: string): Pick<RotatingCode, "publicKey" | "lifeMs" | "bytes"> | null {
  if (text.length !== letters(CERTIFICATE_BYTES) || !/^[\w-]+$/.test(text)) return null;
  const bytes = fromBase64Url(text);
  return bytes[0] === VERSION ? { bytes, publicKey: publicKeyIn(bytes), lifeMs: lifeIn(bytes) } : null;
}

/** A code whose proof is not signed yet: its credential signs all but the last 64 bytes of it. */
export function writeProof(certificate: Uint8Array, at: Instant): Uint8Array<ArrayBuffer> {
  const code = new Uint8Array(CERTIFICATE_BYTES + PROOF_BYTES);
  code.set(certificate);
  let seconds = Math.floor(at / 1000);
  for (let n = TIME_BYTES - 1; n >= 0; n--) {
    code[CERTIFICATE_BYTES + n] = seconds % 256;
    seconds = Math.floor(seconds / 256);
  }
  return code;
}

/** A code as text. */
export const spellCode = (code: Uint8Array): string => toBase64Url(code);

/** What a code that rotates says of itself, true or not; `null` for what cannot be one. */
export function readRotatingCode(text: string): RotatingCode | null {
  if (text.length !== letters(CERTIFICATE_BYTES + PROOF_BYTES) || !/^[\w-]+$/.test(text)) return null;
  const signed = claimsOf(fromBase64Url(text), VERSION);
  if (signed === null) return null;
  const time = signed.bytes.subarray(CERTIFICATE_BYTES, CERTIFICATE_BYTES + TIME_BYTES);
  const seconds = time.reduce((sum, byte) => sum * 256 + byte, 0);
  return {
    ...signed,
    publicKey: publicKeyIn(signed.bytes),
    lifeMs: lifeIn(signed.bytes),
    madeAt: instant(seconds * 1000),
  };
}

/** Whether a code that was made then is still good, or good already. */
export const isCurrent = ({ madeAt, lifeMs }: Pick<RotatingCode, "madeAt" | "lifeMs">, now: Instant): boolean =>
  Math.abs(now - madeAt) <= lifeMs;

const publicKeyIn = (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(CLAIM_BYTES, LIFE_AT);
const lifeIn = (bytes: Uint8Array) => (bytes[LIFE_AT] ?? 0) * 1000;
