import { asId, type EmailChangeId } from "@liveotter/core/ids";
import { idTokenOf, openIdToken } from "./id-token.ts";

/** What the link to confirm an order's new address carries: whoever follows it reads that address' mail. */
export const emailChangeTokenOf = (secret: string, id: EmailChangeId): Promise<string> =>
  idTokenOf(secret, "email-change", id);

/** The change a token was made for; `null` for a token that is not ours. Asks no store. */
export async function openEmailChangeToken(secret: string, token: string): Promise<EmailChangeId | null> {
  const id = await openIdToken(secret, "email-change", token);
  return id === null ? null : asId<EmailChangeId>(id);
}
