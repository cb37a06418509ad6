import {
  CLAIM_BYTES,
  readClaims,
  type TicketClaims,
  toBase64Url,
  writeClaims,
} from "@liveotter/core/ticket/ticket-token";

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
  /** No code of ours; by a key that is not known (any more); or altered. */
  | { readonly genuine: false; readonly why: "malformed" | "unknown-key" | "forged" };

/** What tokens are signed and verified with. */
export interface TicketKeys {
  readonly publicKeys: readonly PublicTicketKey[];
  /** The same claims are the same token, until the keys are changed. */
  sign(claims: TicketClaims): Promise<string>;
  verify(token: string): Promise<Verdict>;
}

export interface TicketVerifier {
  verify(token: string): Promise<Verdict>;
}

/** Node and workers have each their own name for it. */
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Of what the key signs, so that no other signature by it passes for one of these. */
const PURPOSE = new TextEncoder().encode("liveotter ticket 1\n");
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
      token.set(new Uint8Array(await crypto.subtle.sign(ED25519, signing, signed(token))), CLAIM_BYTES);
      return toBase64Url(token);
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
    async verify(token) {
      const read = readClaims(token);
      if (read === null) return { genuine: false, why: "malformed" };
      const key = await keyFor(read.kid);
      if (key === undefined) return { genuine: false, why: "unknown-key" };
      const { bytes, claims, kid } = read;
      const genuine = await crypto.subtle.verify(ED25519, key, bytes.subarray(CLAIM_BYTES), signed(bytes));
      return genuine ? { genuine, kid, ...claims } : { genuine, why: "forged" };
    },
  };
}

const importPublic = ({ kty, crv, x }: PublicTicketKey): Promise<ImportedKey> =>
  crypto.subtle.importKey("jwk", { kty, crv, x }, ED25519, false, ["verify"]);

/** Purpose and claims: what is signed. */
function signed(token: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(PURPOSE.length + CLAIM_BYTES);
  all.set(PURPOSE);
  all.set(token.subarray(0, CLAIM_BYTES), PURPOSE.length);
  return all;
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

async function readKey(given: unknown): Promise<{ jwk: PublicTicketKey; signing: ImportedKey | null }> {
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
    const signing =
      typeof d === "string" ? await crypto.subtle.importKey("jwk", { ...own, d }, ED25519, false, ["sign"]) : null;
    return { jwk: { ...own, kid, use: "sig", alg: "EdDSA" }, signing };
  } catch {
    throw new Error("TICKET_KEYS has a key that is none");
  }
}
