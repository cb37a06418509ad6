import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { PerformanceInput, TicketTypeInput } from "@liveotter/contracts/promoter/events";
import { asId, type TicketTypeId } from "@liveotter/core/ids";
import { asCurrency, type Currency } from "@liveotter/core/money";
import type { Database } from "@liveotter/database/connect";
import type { PerformanceDraft, TicketTypeDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readVenuesById } from "@liveotter/database/promoter/read-venues-by-id";
import { type FieldErrors, placePerformances, venuesNamedIn } from "./place-performances.ts";

/** @throws ProblemError that points at each field which cannot be; DatabaseError */
export async function performancesFrom(
  db: Database,
  inputs: readonly PerformanceInput[],
  before?: MyEvent,
): Promise<PerformanceDraft[]> {
  const venues = await readVenuesById(db, venuesNamedIn(inputs));
  const own = new Set<string>(before?.performances.map(({ id }) => id));
  const { drafts, errors } = placePerformances(inputs, venues, own);
  refuseAny(errors);
  return drafts;
}

/** @throws ProblemError that points at each line which cannot be */
export function ticketTypesFrom(inputs: readonly TicketTypeInput[], before?: MyEvent): TicketTypeDraft[] {
  const own = new Map<string, { hidden: boolean }>(before?.ticketTypes.map((type) => [type.id, type]));
  const errors: FieldErrors = [];
  const drafts = inputs.map(({ id: given, name, price, hidden }, index) => {
    if (given === undefined) return { name, price, hidden: hidden ?? false };
    const id = asId<TicketTypeId>(given.toLowerCase());
    const known = id === null ? undefined : own.get(id);
    // Each may be kept once.
    if (id === null || !own.delete(id)) {
      errors.push({ pointer: `/ticketTypes/${index}/id`, detail: "is no ticket type of this event, or here already" });
      return { name, price };
    }
    return { id, name, price, hidden: hidden ?? known?.hidden ?? false };
  });
  refuseAny(errors);
  return drafts;
}

/** @throws ProblemError */
export function currencyFrom(code: string): Currency {
  const currency = asCurrency(code);
  if (currency === null) throw invalid([{ pointer: "/currency", detail: "no currency in use" }]);
  return currency;
}

function refuseAny(errors: FieldErrors): void {
  if (errors.length > 0) throw invalid(errors);
}

const invalid = (errors: FieldErrors) => new ProblemError("invalid-request", { errors });
