import { deriveKey, isSameKey, KEY_LETTERS } from "./derived-key.ts";

/** A UUID without its dashes. */
const ID_LETTERS = 32;

/** An id and a key derived from it for one purpose, so that no token has to be stored, not even as a hash. */
export const idTokenOf = async (secret: string, purpose: string, id: string): Promise<string> =>
  id.replaceAll("-", "") + (await deriveKey(secret, `${purpose}:${id}`));

/** The UUID that a token was made of for this purpose; `null` for any other text. */
export async function openIdToken(secret: string, purpose: string, token: string): Promise<string | null> {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})/.exec(token);
  if (parts === null || token.length !== ID_LETTERS + KEY_LETTERS) return null;
  const id = parts.slice(1).join("-");
  return isSameKey(await deriveKey(secret, `${purpose}:${id}`), token.slice(ID_LETTERS)) ? id : null;
}
