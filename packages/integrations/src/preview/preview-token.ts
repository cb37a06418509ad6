import { asId, type EventId, type PromoterId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";

/** What a link to a preview lets somebody see, and until when. */
export interface PreviewGrant {
  readonly eventId: EventId;
  readonly promoterId: PromoterId;
  readonly expiresAt: Instant;
}

/** Two UUIDs and seconds since 1970, before the signature (HMAC-SHA-256). */
const [UUID_BYTES, TIME_BYTES, SIGNATURE_BYTES] = [16, 4, 32];
const CLAIM_BYTES = 2 * UUID_BYTES + TIME_BYTES;
const TOKEN_BYTES = CLAIM_BYTES + SIGNATURE_BYTES;
/** Of what the key signs, so that no other signature by the same secret passes for one of these. */
const PURPOSE = new TextEncoder().encode("liveotter preview 1\n");

/** The grant, signed: fit for a path. `expiresAt` is kept to the second. */
export async function signPreview(secret: string, { eventId, promoterId, expiresAt }: PreviewGrant): Promise<string> {
  const token = new Uint8Array(TOKEN_BYTES);
  const hex = (eventId + promoterId).replaceAll("-", "");
  for (let at = 0; at < hex.length; at += 2) token[at / 2] = Number.parseInt(hex.slice(at, at + 2), 16);
  new DataView(token.buffer).setUint32(2 * UUID_BYTES, Math.floor(expiresAt / 1000));
  const signature = await crypto.subtle.sign("HMAC", await keyOf(secret), signed(token));
  token.set(new Uint8Array(signature), CLAIM_BYTES);
  return btoa(String.fromCharCode(...token))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** What a token grants at `now`; `null` for one that is expired, or was not signed with this secret as it is. */
export async function verifyPreview(secret: string, token: string, now: Instant): Promise<PreviewGrant | null> {
  const bytes = bytesOf(token);
  if (bytes === null) return null;
  // Compares in constant time: https://w3c.github.io/webcrypto/#hmac-operations-verify
  const genuine = await crypto.subtle.verify("HMAC", await keyOf(secret), bytes.subarray(CLAIM_BYTES), signed(bytes));
  if (!genuine) return null;
  const seconds = new DataView(bytes.buffer).getUint32(2 * UUID_BYTES);
  const eventId = asId<EventId>(uuidAt(bytes, 0));
  const promoterId = asId<PromoterId>(uuidAt(bytes, UUID_BYTES));
  if (eventId === null || promoterId === null || now >= seconds * 1000) return null;
  return { eventId, promoterId, expiresAt: instant(seconds * 1000) };
}

const keyOf = (secret: string) =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);

function signed(token: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(PURPOSE.length + CLAIM_BYTES);
  all.set(PURPOSE);
  all.set(token.subarray(0, CLAIM_BYTES), PURPOSE.length);
  return all;
}

function bytesOf(token: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]{91}$/.test(token)) return null;
  const bytes = Uint8Array.from(atob(token.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
  return bytes.length === TOKEN_BYTES ? bytes : null;
}

function uuidAt(bytes: Uint8Array, at: number): string {
  const hex = Array.from(bytes.subarray(at, at + UUID_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
