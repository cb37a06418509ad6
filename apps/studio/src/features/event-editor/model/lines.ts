import { shiftDate } from "../../../ui/zone-text.ts";
import type { EventForm, PerformanceLine, Place, QuotaLine, TicketTypeLine } from "./event-form.ts";
import { mergeForms } from "./merge-forms.ts";

export type Lists = "performances" | "ticketTypes" | "quotas";

/** A further performance: as the last one, on a day yet to be named. */
export function newPerformance({ performances, sales }: EventForm, key: string): PerformanceLine {
  const last = performances.at(-1);
  return {
    key,
    date: "",
    time: last?.time ?? "",
    fold: null,
    endDate: "",
    durationMinutes: last?.endDate ? "" : (last?.durationMinutes ?? ""),
    where: last?.where ?? { kind: "place", city: "", country: "", zone: sales.zone },
    online: last?.online ?? false,
  };
}

/** With another place for a performance. Sale times are read on its clocks, too, while none is said yet. */
export function withPlace(form: EventForm, key: string, where: Place): EventForm {
  const { sales, ticketTypes } = form;
  const untold = sales.presale === null && sales.onSale === null && sales.end === null;
  const zone = untold && ticketTypes.every(({ phases }) => phases.length === 0) ? where.zone : sales.zone;
  return {
    ...form,
    performances: form.performances.map((line) => (line.key === key ? { ...line, where } : line)),
    sales: zone === sales.zone ? sales : { ...sales, zone },
  };
}

export const newTicketType = (key: string): TicketTypeLine => ({
  ...{ key, name: "", description: "", price: "", phases: [], hidden: false },
  ...{ minPerOrder: "", maxPerOrder: "", pass: null },
});

/** For every ticket type that no quota covers yet; for all of them when each has one. */
export function newQuota({ ticketTypes, quotas }: EventForm, key: string): QuotaLine {
  const covered = new Set(quotas.flatMap((quota) => quota.ticketTypes));
  const open = ticketTypes.filter((type) => !covered.has(type.key));
  const chosen = open.length > 0 ? open : ticketTypes;
  return { key, name: "", capacity: "", performance: "", ticketTypes: chosen.map((type) => type.key) };
}

/** The same again `count` times, `days` apart on the calendar: at the same time of day, whatever the clocks do. */
export function repeated(
  line: PerformanceLine,
  { days, count }: { readonly days: number; readonly count: number },
  newKey: () => string,
): PerformanceLine[] {
  return Array.from({ length: count }, (_, index) => {
    const by = days * (index + 1);
    const endDate = line.endDate === "" ? "" : (shiftDate(line.endDate, by) ?? line.endDate);
    return { ...line, key: newKey(), date: shiftDate(line.date, by) ?? "", endDate, fold: null };
  });
}

/** With a copy of a line after it. */
export function withCopy(form: EventForm, list: Lists, key: string, newKey: string): EventForm {
  const copy = <T extends { readonly key: string }>(lines: readonly T[]): T[] =>
    lines.flatMap((line) => (line.key === key ? [line, { ...line, key: newKey }] : [line]));
  switch (list) {
    case "performances":
      return { ...form, performances: copy(form.performances) };
    case "ticketTypes":
      return { ...form, ticketTypes: copy(form.ticketTypes) };
    case "quotas":
      return { ...form, quotas: copy(form.quotas) };
  }
}

/** Without a line, and without what named it: a quota for that line alone goes along. */
export function withoutLine(form: EventForm, list: Lists, key: string): EventForm {
  const others = <T extends { readonly key: string }>(lines: readonly T[]) => lines.filter((line) => line.key !== key);
  const unnamed = (keys: readonly string[]) => keys.filter((each) => each !== key);
  switch (list) {
    case "performances":
      return {
        ...form,
        performances: others(form.performances),
        ticketTypes: form.ticketTypes.map((type) =>
          type.pass?.includes(key) ? { ...type, pass: unnamed(type.pass) } : type,
        ),
        quotas: form.quotas.filter((quota) => quota.performance !== key),
      };
    case "ticketTypes":
      return {
        ...form,
        ticketTypes: others(form.ticketTypes),
        quotas: form.quotas.flatMap((quota) => {
          if (!quota.ticketTypes.includes(key)) return [quota];
          const left = unnamed(quota.ticketTypes);
          return left.length === 0 ? [] : [{ ...quota, ticketTypes: left }];
        }),
      };
    case "quotas":
      return { ...form, quotas: others(form.quotas) };
  }
}

/** What a step from `before` to `after` did, taken back; whatever else was edited since stays. */
export const undone = (form: EventForm, before: EventForm, after: EventForm): EventForm =>
  mergeForms(after, form, before).form;
