import { asId, type InterestId } from "@liveotter/core/ids";
import { deriveKey, isSameKey, KEY_LETTERS } from "./derived-key.ts";

/** A UUID without its dashes. */
const ID_LETTERS = 32;

/**
 * What the links to who asked to be told carry: whoever shows it reads that address' mail. The id and a key derived from
 * it, so that no token is stored, not even as a hash, and the link of an old mail still ends what it came from.
 */
export const interestTokenOf = async (secret: string, id: InterestId): Promise<string> =>
  id.replaceAll("-", "") + (await keyOf(secret, id));

/** Whose token it is; `null` for what is none of ours. Asks nobody. */
export async function openInterestToken(secret: string, token: string): Promise<InterestId | null> {
  const [, a, b, c, d, e] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(token) ?? [];
  const id = asId<InterestId>([a, b, c, d, e].join("-"));
  if (id === null || token.length !== ID_LETTERS + KEY_LETTERS) return null;
  return isSameKey(await keyOf(secret, id), token.slice(ID_LETTERS)) ? id : null;
}

const keyOf = (secret: string, id: InterestId) => deriveKey(secret, `interest:${id}`);
