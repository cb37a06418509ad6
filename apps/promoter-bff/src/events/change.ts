import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventChange as Change } from "@liveotter/contracts/promoter/events";
import { publicationRefusal } from "@liveotter/core/event/publish";
import { asId, type EventId, type TicketTypeId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import type { Actor, EventChange } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { publishEvent } from "@liveotter/database/promoter/publish-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import { currencyOf, placed } from "./create.ts";
import { etagOf } from "./present.ts";

/** One of the promoter's own events. Anybody else's is not there. @throws ProblemError */
export async function myEvent(db: Database, { promoterId }: Pick<Actor, "promoterId">, id: string): Promise<MyEvent> {
  const eventId = asId<EventId>(id.toLowerCase());
  const event = eventId === null ? null : await readMyEvent(db, { promoterId, eventId });
  if (event === null) throw new ProblemError("not-found");
  return event;
}

/** Changes the version named by `ifMatch`, and no other. @throws ProblemError */
export async function changeEvent(
  db: Database,
  actor: Actor,
  { id, ifMatch }: { readonly id: string; readonly ifMatch: string | undefined },
  input: Change,
): Promise<MyEvent> {
  if (ifMatch === undefined)
    throw new ProblemError("precondition-required", { detail: "Send If-Match with the ETag." });
  const event = await myEvent(db, actor, id);
  requireVersion(event, ifMatch);
  requireOwnParts(event, input);
  if (event.status !== "draft" && input.performances?.length === 0) {
    throw refused("/performances", "what is public keeps at least one performance");
  }
  const { performances, ticketTypes, currency, ...texts } = input;
  const change: EventChange = {
    ...definite(texts),
    ...(currency !== undefined && { currency: currencyOf(currency) }),
    ...(performances && { performances: await placed(db, performances) }),
    ...(ticketTypes && {
      ticketTypes: ticketTypes.map(({ id: typeId, name, price }) => {
        const known = event.ticketTypes.find((type) => type.id === typeId?.toLowerCase());
        return { ...(known && { id: known.id }), name, price, hidden: known?.hidden ?? false };
      }),
    }),
  };
  const changed = await updateEvent(db, actor, { eventId: event.id, version: event.version }, change);
  // Somebody was faster between our reading and our writing.
  if (changed === null) throw new ProblemError("precondition-failed");
  return changed;
}

/** Shows the event to the public. Again changes nothing, so that a lost answer may be asked for anew. @throws ProblemError */
export async function publish(
  db: Database,
  actor: Actor,
  { id, ifMatch }: { readonly id: string; readonly ifMatch: string | undefined },
  now: Instant,
): Promise<{ event: MyEvent; changed: boolean }> {
  const event = await myEvent(db, actor, id);
  if (event.status === "published") return { event, changed: false };
  if (ifMatch !== undefined) requireVersion(event, ifMatch);
  const refusal = publicationRefusal(event, now);
  if (refusal !== null) throw new ProblemError("invalid-state", { detail: WHY_NOT[refusal] });
  const published = await publishEvent(db, actor, { eventId: event.id, version: event.version }, now);
  if (published === null) throw new ProblemError("conflict", { detail: "It was changed just now: read it again." });
  return { event: published, changed: true };
}

const WHY_NOT = {
  "not-a-draft": "Only a draft can be published.",
  "no-performances": "It has no performance yet.",
  "all-over": "All its performances are over.",
} as const;

function requireVersion(event: MyEvent, ifMatch: string): void {
  if (ifMatch.trim() !== etagOf(event)) throw new ProblemError("precondition-failed");
}

/** An id in a list names a line that is there: a stranger's or a mistyped one is refused. */
function requireOwnParts(event: MyEvent, { performances, ticketTypes }: Change): void {
  const own = new Set<string>([...event.performances, ...event.ticketTypes].map(({ id }) => id));
  for (const [list, lines] of Object.entries({ performances, ticketTypes })) {
    const seen = new Set<string>();
    for (const [index, { id }] of (lines ?? []).entries()) {
      if (id === undefined) continue;
      const known = asId<TicketTypeId>(id.toLowerCase());
      if (known === null || !own.has(known)) throw refused(`/${list}/${index}/id`, "not of this event");
      if (seen.has(known)) throw refused(`/${list}/${index}/id`, "named twice");
      seen.add(known);
    }
  }
}

const refused = (pointer: string, detail: string) =>
  new ProblemError("invalid-request", { errors: [{ pointer, detail }] });

type Definite<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is `undefined`: it means the same as what is absent. */
function definite<T extends object>(given: T): Definite<T> {
  // Removing undefined values leaves exactly that type.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Definite<T>;
}
