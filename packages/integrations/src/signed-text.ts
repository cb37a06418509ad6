/** Letters of base64url in an HMAC-SHA-256. */
const SIGNATURE_LETTERS = 43;

/**
 * `text` and who vouches for it: fit for a path or a header where `text` is. `purpose` keeps what one part of the
 * product signs from passing for another's.
 */
export async function signText(secret: string, purpose: string, text: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await keyOf(secret), bytesOf(purpose, text));
  const letters = btoa(String.fromCharCode(...new Uint8Array(signature)));
  return `${text}.${letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The text that was signed so, or `null` for anything else. */
export async function verifyText(secret: string, purpose: string, signed: string): Promise<string | null> {
  const text = signed.slice(0, -SIGNATURE_LETTERS - 1);
  const letters = signed.slice(-SIGNATURE_LETTERS);
  if (!/^[\w-]{43}$/.test(letters) || signed.at(-SIGNATURE_LETTERS - 1) !== ".") return null;
  const signature = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
  // Compares in constant time: https://w3c.github.io/webcrypto/#hmac-operations-verify
  const genuine = await crypto.subtle.verify("HMAC", await keyOf(secret), signature, bytesOf(purpose, text));
  return genuine ? text : null;
}

const bytesOf = (purpose: string, text: string) => new TextEncoder().encode(`${purpose}\n${text}`);

const keyOf = (secret: string) =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
