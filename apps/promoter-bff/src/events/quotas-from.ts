import type { QuotaInput } from "@liveotter/contracts/promoter/events";
import { asId, type PerformanceId, type QuotaId, type TicketTypeId } from "@liveotter/core/ids";
import type { QuotaDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { type NamedLines, NO_LINE, resolveAll } from "./name-lines.ts";

interface Around {
  readonly performances: NamedLines<PerformanceId>["names"];
  readonly ticketTypes: NamedLines<TicketTypeId>["names"];
  readonly before: MyEvent | undefined;
}

/** Quotas as they are stored. */
export function quotasFrom(inputs: readonly QuotaInput[], around: Around, errors: FieldErrors): QuotaDraft[] {
  const { performances, ticketTypes, before } = around;
  const own = new Set<string>(before?.quotas.map(({ id }) => id));
  return inputs.map(({ id: given, name, capacity, performance, ticketTypes: covered }, index) => {
    const at = `/quotas/${index}`;
    const id = given === undefined ? undefined : (asId<QuotaId>(given.toLowerCase()) ?? undefined);
    // Each may be kept once.
    if (given !== undefined && !own.delete(given.toLowerCase())) {
      errors.push({ pointer: `${at}/id`, detail: "is no quota of this event, or here already" });
    }
    return {
      ...{ id, name, capacity },
      performance: performance ? resolveOne(performance, performances, `${at}/performance`, errors) : null,
      ticketTypes: resolveAll(covered, ticketTypes, `${at}/ticketTypes`, errors),
    };
  });
}

function resolveOne(
  word: string,
  names: NamedLines<PerformanceId>["names"],
  pointer: string,
  errors: FieldErrors,
): PerformanceId | null {
  const id = names.get(word.toLowerCase());
  if (id === undefined) errors.push({ pointer, detail: NO_LINE });
  return id ?? null;
}
