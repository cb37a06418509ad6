import type { EventInput } from "@liveotter/contracts/promoter/events";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { currencyFrom, partsFrom, seriesFrom } from "./parts-of-event.ts";
import { writeDraft } from "./write-draft.ts";

/** Makes a draft from what a promoter typed, once per `key`. @throws ProblemError, DatabaseError */
export async function createDraft(
  db: Database,
  actor: Actor,
  input: EventInput,
  key: string,
  now: Instant,
): Promise<MyEvent> {
  const { performances, ticketTypes, quotas, sales, currency, seriesId, ...texts } = input;
  const parts = await partsFrom(db, { performances, ticketTypes, quotas, sales });
  const draft = {
    ...texts,
    currency: currencyFrom(currency),
    seriesId: seriesFrom(seriesId),
    performances: parts.performances ?? [],
    ticketTypes: parts.ticketTypes ?? [],
    quotas: parts.quotas ?? [],
    ...(parts.sales && { sales: parts.sales }),
  };
  // As parsed, so that neither spaces nor the order of keys make another request of it.
  return writeDraft(db, actor, draft, { key, body: JSON.stringify(input) }, now);
}
