import { asId, type EventId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { signText, verifyText } from "../signed-text.ts";

/** Whom a waiting room lets in: to pick tickets of one event, until then. */
export interface AdmissionPass {
  readonly eventId: EventId;
  /** Kept to the second. */
  readonly expiresAt: Instant;
}

const PURPOSE = "liveotter admission 1";

export const signAdmission = (secret: string, { eventId, expiresAt }: AdmissionPass): Promise<string> =>
  signText(secret, PURPOSE, `${eventId}.${Math.floor(expiresAt / 1000)}`);

/** What a pass is good for at `now`; `null` for one that is expired, or was not signed with this secret as it is. */
export async function verifyAdmission(secret: string, pass: string, now: Instant): Promise<AdmissionPass | null> {
  const text = await verifyText(secret, PURPOSE, pass);
  const [event = "", seconds = ""] = text?.split(".") ?? [];
  const eventId = asId<EventId>(event);
  const expiresAt = instant(Number(seconds) * 1000);
  return eventId === null || !(now < expiresAt) ? null : { eventId, expiresAt };
}
