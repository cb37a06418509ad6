import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { Instant } from "@liveotter/core/instant";
import { slugFrom } from "@liveotter/core/slug";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { type Created, createEvent, type IdempotentRequest } from "@liveotter/database/promoter/create-event";
import type { Actor, EventDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { refusedSeries } from "./parts-of-event.ts";

/**
 * Stores a draft, once per key. Its address comes from its name, with a few random letters behind where another event
 * has it already.
 * @throws ProblemError, DatabaseError
 */
export async function writeDraft(
  db: Database,
  actor: Actor,
  draft: Omit<EventDraft, "slug">,
  request: IdempotentRequest,
  now: Instant,
): Promise<MyEvent> {
  const create = (suffix: string): Promise<Created> =>
    createEvent(db, actor, { ...draft, slug: slugFrom(draft.name, "event", suffix) }, request, now);
  const created = await create("")
    .catch((error: unknown) => {
      if (error instanceof DatabaseError && error.constraint === "events_slug_key") return create(randomLetters());
      throw error;
    })
    .catch(refusedSeries);
  if (created.outcome === "conflict")
    throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
  return created.event;
}

const randomLetters = () => crypto.randomUUID().slice(-8);
