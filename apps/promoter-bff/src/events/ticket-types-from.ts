import type { Moment, TicketTypeInput } from "@liveotter/contracts/promoter/events";
import type { PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import { localTimeOf } from "@liveotter/core/performance-time";
import type { PricePhaseDraft, TicketTypeDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent, MyTicketType } from "@liveotter/database/promoter/my-event";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { type NamedLines, resolveAll } from "./name-lines.ts";
import { placeMoment } from "./place-moment.ts";

interface Around {
  readonly ids: readonly TicketTypeId[];
  readonly performances: NamedLines<PerformanceId>["names"];
  /** Whose clocks the phases are read on. */
  readonly zone: string;
  readonly before: MyEvent | undefined;
}

/** Ticket types as they are stored. Of a line that is kept, what is absent stays as it was. */
export function ticketTypesFrom(inputs: readonly TicketTypeInput[], around: Around, errors: FieldErrors) {
  const { ids, performances, zone, before } = around;
  const own = new Map(before?.ticketTypes.map((type) => [type.id, type]));
  return inputs.map((input, index): TicketTypeDraft => {
    const at = `/ticketTypes/${index}`;
    const id = ids[index];
    const known = input.id === undefined || id === undefined ? undefined : own.get(id);
    // Each may be kept once.
    if (known !== undefined) own.delete(known.id);
    else if (input.id !== undefined) {
      errors.push({ pointer: `${at}/id`, detail: "is no ticket type of this event, or here already" });
    }
    return {
      id,
      name: input.name,
      description: input.description ?? known?.description ?? "",
      price: input.price,
      phases: phasesFrom(input.phases ?? phasesOf(known, before), zone, at, errors),
      hidden: input.hidden ?? known?.hidden ?? false,
      minPerOrder: input.minPerOrder === undefined ? (known?.minPerOrder ?? null) : input.minPerOrder,
      maxPerOrder: input.maxPerOrder === undefined ? (known?.maxPerOrder ?? null) : input.maxPerOrder,
      pass: input.pass ? resolveAll(input.pass, performances, `${at}/pass`, errors) : null,
    };
  });
}

type Phase = { readonly name: string; readonly until: Moment; readonly price: number };

/** As its promoter reads them: on other clocks the same words are meant. */
const phasesOf = (known: MyTicketType | undefined, before: MyEvent | undefined): Phase[] =>
  known === undefined || before === undefined
    ? []
    : known.phases.map((phase) => ({ ...phase, until: localTimeOf(phase.until, before.sales.zone) }));

function phasesFrom(phases: readonly Phase[], zone: string, at: string, errors: FieldErrors): PricePhaseDraft[] {
  const drafts: PricePhaseDraft[] = [];
  for (const [position, { name, until: typed, price }] of phases.entries()) {
    const pointer = `${at}/phases/${position}/until`;
    const until = placeMoment(typed, zone, pointer, errors);
    if (until === null) continue;
    const last = drafts.at(-1);
    if (last !== undefined && until <= last.until) errors.push({ pointer, detail: "is not after the phase before it" });
    drafts.push({ name, until, price });
  }
  return drafts;
}
