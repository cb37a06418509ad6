import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventInput } from "@liveotter/contracts/promoter/events";
import { slugFrom } from "@liveotter/core/slug";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { type Created, createEvent } from "@liveotter/database/promoter/create-event";
import type { Actor, EventDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { currencyFrom, performancesFrom, ticketTypesFrom } from "./parts-of-event.ts";

/**
 * Makes a draft from what a promoter typed, once per `key`. Its address comes from its name, with a few random letters
 * behind where another event has it already.
 * @throws ProblemError, DatabaseError
 */
export async function createDraft(db: Database, actor: Actor, input: EventInput, key: string): Promise<MyEvent> {
  const { performances, ticketTypes, currency, ...texts } = input;
  const draft = {
    ...texts,
    currency: currencyFrom(currency),
    ticketTypes: ticketTypesFrom(ticketTypes),
    performances: await performancesFrom(db, performances),
  };
  // As parsed, so that neither spaces nor the order of keys make another request of it.
  const request = { key, body: JSON.stringify(input) };
  const create = (suffix: string): Promise<Created> => {
    const named: EventDraft = { ...draft, slug: slugFrom(draft.name, "event", suffix) };
    return createEvent(db, actor, named, request);
  };
  const created = await create("").catch((error: unknown) => {
    if (error instanceof DatabaseError && error.constraint === "events_slug_key") return create(randomLetters());
    throw error;
  });
  if (created.outcome === "conflict")
    throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
  return created.event;
}

const randomLetters = () => crypto.randomUUID().slice(-8);
