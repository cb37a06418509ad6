import type { EventPage, EventSummary } from "@liveotter/contracts/public/catalogue";
import type { SaleState } from "@liveotter/contracts/public/sale";
import { bestState, saleState } from "@liveotter/core/sale/sale-state";
import { windowState } from "@liveotter/core/sale/sale-window";
import type { DateSale } from "../catalogue/fan-catalogue.ts";

type PublicEvent = EventPage["event"];
/** As much of an event as its cards have. */
type SoldEvent = Pick<EventSummary, "status" | "onSaleAt" | "presaleAt" | "salesEndAt" | "selling">;
type SoldDate = Pick<PublicEvent["performances"][number], "status" | "endsAt">;

/** When anybody may buy (ISO), while that is yet to come at `now` (epoch milliseconds); `null` once it has. */
export const opensAt = ({ onSaleAt }: Pick<EventSummary, "onSaleAt">, now: number): string | null =>
  onSaleAt !== null && Date.parse(onSaleAt) > now ? onSaleAt : null;

const at = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

/**
 * The state of a date's sale as far as the catalogue tells, which nobody has to be asked for: what is left, it does not know.
 * `now` is epoch milliseconds.
 */
export function catalogueState(event: SoldEvent, date: SoldDate, now: number): SaleState {
  const window = windowState(
    {
      statuses: [event.status, date.status],
      stopped: event.selling === "stopped",
      opensAt: at(event.onSaleAt),
      presaleAt: at(event.presaleAt),
      closesAt: Math.min(Date.parse(date.endsAt), at(event.salesEndAt) ?? Number.POSITIVE_INFINITY),
    },
    now,
  );
  const nothing = event.selling === "code-only" || event.selling === "nothing";
  return saleState({ window, codeOpens: event.selling === "code-only", offers: nothing ? [] : null });
}

/** How an event's sale stands, date by date and as a whole. */
export interface EventSale {
  readonly state: SaleState;
  readonly dates: ReadonlyMap<string, SaleState>;
  /** Dates for which a code could get somebody tickets, soonest first. */
  readonly takeCode: readonly string[];
  /** When what is left was counted (ISO), the oldest of it; `null`: nobody was asked, or nobody answered. */
  readonly asOf: string | null;
}

/** Dates about which the sale is asked: those that are not over. */
export const askedDates = ({ status, performances }: PublicEvent, now: number): string[] =>
  status !== "published"
    ? []
    : performances.filter((each) => each.status === "scheduled" && Date.parse(each.endsAt) > now).map(({ id }) => id);

/** `answers` are what the sale said in time. A date that it said nothing of is what the catalogue knows, or unknown. */
export function eventSale(event: PublicEvent, answers: ReadonlyMap<string, DateSale>, now: number): EventSale {
  const dates = new Map(
    event.performances.map((date) => {
      const answer = answers.get(date.id);
      const known = catalogueState(event, date, now);
      const unanswered = known === "on-sale" && event.ticketTypes.length === 0 ? "not-sold" : known;
      return [date.id, answer?.state ?? (unanswered === "on-sale" ? "unknown" : unanswered)] as const;
    }),
  );
  const upcoming = event.performances.filter(({ endsAt }) => Date.parse(endsAt) > now);
  const matter = upcoming.length > 0 ? upcoming : event.performances;
  const times = [...answers.values()].map(({ asOf }) => asOf).sort();
  return {
    state: bestState(matter.flatMap(({ id }) => dates.get(id) ?? [])),
    dates,
    takeCode: event.performances.flatMap(({ id }) => (answers.get(id)?.takesCode === true ? [id] : [])),
    asOf: times[0] ?? null,
  };
}

/** Whether somebody can choose tickets in this state, or at least try. */
export const canTry = (state: SaleState): boolean => state === "on-sale" || state === "unknown";

/** Whether tickets may come back, so that somebody can ask to be told. */
export const mayComeBack = (state: SaleState): boolean => state === "sold-out" || state === "not-enough-left";
