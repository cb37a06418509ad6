import { asId, type InterestId } from "@liveotter/core/ids";
import { idTokenOf, openIdToken } from "./id-token.ts";

/**
 * What the links to who asked to be told carry: whoever shows it reads that address' mail. The link of an old mail still
 * ends what it came from.
 */
export const interestTokenOf = (secret: string, id: InterestId): Promise<string> => idTokenOf(secret, "interest", id);

/** Whose token it is; `null` for what is none of ours. Asks nobody. */
export async function openInterestToken(secret: string, token: string): Promise<InterestId | null> {
  const id = await openIdToken(secret, "interest", token);
  return id === null ? null : asId<InterestId>(id);
}
