import type { Instant } from "@liveotter/core/instant";
import { type RotatingKey, readCertificate, spellCode, writeProof } from "@liveotter/core/ticket/rotating-code";
import { SIGNATURE_BYTES, toBase64Url } from "@liveotter/core/ticket/ticket-token";

const ED25519 = { name: "Ed25519" } as const;
/** Of what a credential's key signs. */
const PROOF = new TextEncoder().encode("liveotter ticket proof 1\n");

/** What a phone shows, without any network. */
export interface RotatingCodes {
  /** For how long a code is good before and after it was made, in milliseconds. */
  readonly lifeMs: number;
  /** The code to show then, by our clock. */
  at(now: Instant): Promise<string>;
}

/**
 * Makes the codes of one ticket, in a browser as in a worker.
 * @throws Error where the key is none, or the browser cannot sign by Ed25519 (Chrome before 137, Safari before 17)
 */
export async function rotatingCodes({ certificate, key }: RotatingKey): Promise<RotatingCodes> {
  const read = readCertificate(certificate);
  if (read === null) throw new Error("no certificate");
  // A public key is 32 bytes: with one more they are whole triples, and the last letter is cut off.
  const padded = new Uint8Array(33);
  padded.set(read.publicKey);
  const jwk = { kty: "OKP", crv: "Ed25519", x: toBase64Url(padded).slice(0, 43), d: key };
  const signing = await crypto.subtle.importKey("jwk", jwk, ED25519, false, ["sign"]);
  return {
    lifeMs: read.lifeMs,
    async at(now) {
      const code = writeProof(read.bytes, now);
      code.set(new Uint8Array(await crypto.subtle.sign(ED25519, signing, proven(code))), code.length - SIGNATURE_BYTES);
      return spellCode(code);
    },
  };
}

/** Purpose, certificate and time: what the credential signs of a code. */
export function proven(code: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(PROOF.length + code.length - SIGNATURE_BYTES);
  all.set(PROOF);
  all.set(code.subarray(0, -SIGNATURE_BYTES), PROOF.length);
  return all;
}
