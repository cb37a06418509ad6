import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { HoldersPreview, HoldersPreviewInput } from "@liveotter/contracts/promoter/events";
import type { EventId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { countHolders } from "@liveotter/database/promoter/count-holders";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { movedPerformances } from "./moved-performances.ts";
import { partsFrom } from "./parts-of-event.ts";

/** Whom saving these performances would be mailed to; without any, everyone with a ticket to what is not over. @throws ProblemError, DatabaseError */
export async function previewHolders(
  db: Database,
  where: { readonly promoterId: PromoterId; readonly eventId: EventId },
  { performances: inputs }: HoldersPreviewInput,
  now: Instant,
): Promise<HoldersPreview> {
  const event = await readMyEvent(db, where);
  if (event === null) throw new ProblemError("not-found");
  const ahead = event.performances.filter(({ endsAt }) => endsAt > now);
  const { performances: drafts } = await partsFrom(db, { performances: inputs }, event);
  const moved =
    drafts === undefined
      ? ahead.map(({ id, date, time }) => ({ id, date, time, changed: [] }))
      : movedPerformances(ahead, drafts);
  const ids = moved.map(({ id }) => id);
  const counts = await countHolders(db, where, ids);
  const performances = moved.map(({ changed, ...performance }) => ({ ...performance, changed: [...changed] }));
  return { version: event.version, ...counts, performances };
}
