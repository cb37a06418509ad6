import type { Instant } from "../instant.ts";
import { type EventStatus, nextStatus } from "./lifecycle.ts";

/** Why an event cannot be published. */
export type PublicationRefusal = "not-a-draft" | "no-performances" | "all-over";

/** Whether the event may go public at `now`; `null` when it may. The write that follows guards its state itself. */
export function publicationRefusal(
  event: { readonly status: EventStatus; readonly performances: readonly { readonly endsAt: Instant }[] },
  now: Instant,
): PublicationRefusal | null {
  if (nextStatus(event.status, "publish") === null) return "not-a-draft";
  if (event.performances.length === 0) return "no-performances";
  if (event.performances.every(({ endsAt }) => endsAt <= now)) return "all-over";
  return null;
}
