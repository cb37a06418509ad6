import type { MyEventParams } from "@liveotter/contracts/promoter/events";
import type { z } from "zod";

type Asked = z.output<typeof MyEventParams>;
export type EventsSearch = Partial<Pick<Asked, "q" | "status" | "from" | "to" | "seriesId" | "sort">>;

const STATUSES = ["draft", "published", "postponed", "cancelled", "archived"] as const;
const SORTS = ["created", "changed", "date", "name"] as const;

/** What the list of events shows, as its address says it. What means nothing is left out, so that any address works. */
export function eventsSearch({ q, status, from, to, seriesId, sort }: Record<string, unknown>): EventsSearch {
  const one = <T extends string>(words: readonly T[], value: unknown) => words.find((word) => word === value);
  const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined);
  const search = {
    // The router reads digits as a number.
    q: typeof q === "string" || typeof q === "number" ? String(q).slice(0, 200) || undefined : undefined,
    status: one(STATUSES, status),
    from: day(from),
    to: day(to),
    seriesId: typeof seriesId === "string" && /^[\da-f-]{36}$/i.test(seriesId) ? seriesId : undefined,
    sort: one(SORTS, sort),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
