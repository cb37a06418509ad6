import { numberKey } from "../../../ui/number-text.ts";
import type { EventForm, PerformanceLine, Place, QuotaLine, TicketTypeLine } from "./event-form.ts";

/** The server's id for the key of each line that was new. */
export type Adopted = ReadonlyMap<string, string>;

/**
 * Finds lines that we made among those that the server has and `base` had not, by what they say: a reply names no key
 * of ours, and one that was lost must not add its lines again. `all`: every new line of `sent` is known to be there.
 */
export function adoptLines(base: EventForm, sent: EventForm, theirs: EventForm, all: boolean): Adopted {
  const adopted = new Map<string, string>();
  const match = <T extends { readonly key: string }>(
    list: (form: EventForm) => readonly T[],
    say: (line: T) => string,
  ) => {
    const known = new Set(list(base).map(({ key }) => key));
    const waiting = list(theirs).filter(({ key }) => !known.has(key));
    const ours = list(sent).filter(({ key }) => !known.has(key));
    const take = (line: T, at: number) => {
      const [found] = at < 0 ? [] : waiting.splice(at, 1);
      if (found !== undefined && found.key !== line.key) adopted.set(line.key, found.key);
      return found !== undefined;
    };
    const left = ours.filter(
      (line) =>
        !take(
          line,
          waiting.findIndex((each) => each.key === line.key || say(each) === say(line)),
        ),
    );
    // The server may have put a line in other words, such as a venue it knew already.
    if (all && left.length === waiting.length) for (const line of left) take(line, 0);
  };
  match((form) => form.performances, sayPerformance);
  match((form) => form.ticketTypes, sayTicketType);
  match(
    (form) => form.quotas,
    (quota) => sayQuota(quota, adopted),
  );
  return adopted;
}

/** The form under the server's names for lines, wherever one points at another. */
export function withAdopted(form: EventForm, adopted: Adopted): EventForm {
  if (adopted.size === 0) return form;
  const name = (key: string) => adopted.get(key) ?? key;
  const named = <T extends { readonly key: string }>(line: T): T =>
    adopted.has(line.key) ? { ...line, key: name(line.key) } : line;
  return {
    ...form,
    performances: form.performances.map(named),
    ticketTypes: form.ticketTypes.map(named).map((type) => (type.pass ? { ...type, pass: type.pass.map(name) } : type)),
    quotas: form.quotas.map(named).map((quota) => ({
      ...quota,
      performance: name(quota.performance),
      ticketTypes: quota.ticketTypes.map(name),
    })),
  };
}

const sayPerformance = ({ date, time, endDate, where }: PerformanceLine): string =>
  JSON.stringify([date, time, endDate === date ? "" : endDate, sayPlace(where)]);

function sayPlace(where: Place): string {
  if (where.kind === "online") return where.zone;
  const name = "name" in where ? where.name : "";
  return [name, where.city, where.country].map((text) => text.trim().toLowerCase()).join("|");
}

const sayTicketType = ({ name, price }: TicketTypeLine): string => JSON.stringify([name.trim(), numberKey(price)]);

function sayQuota({ name, capacity, performance, ticketTypes }: QuotaLine, adopted: Adopted): string {
  const named = (key: string) => adopted.get(key) ?? key;
  return JSON.stringify([name.trim(), capacity, named(performance), ticketTypes.map(named).sort()]);
}
