import type {
  MyEvent as MyEventReply,
  MyEventSummary as MyEventSummaryReply,
  MyPerformance as MyPerformanceReply,
} from "@liveotter/contracts/promoter/events";
import { type Instant, toIso } from "@liveotter/core/instant";
import { foldOf, localTimeOf } from "@liveotter/core/performance-time";
import type { MyEvent, MyEventSummary, MyPerformance } from "@liveotter/database/promoter/my-event";

const MINUTE = 60_000;

export function summaryReply(event: MyEventSummary): MyEventSummaryReply {
  return {
    ...event,
    createdAt: toIso(event.createdAt),
    changedAt: toIso(event.changedAt),
    publishedAt: event.publishedAt === null ? null : toIso(event.publishedAt),
  };
}

/** In the words in which it can be sent back: saving it unchanged moves nothing in time. */
export function eventReply(event: MyEvent): MyEventReply {
  const { performances, ticketTypes, quotas, sales } = event;
  const momentIn = (at: Instant) => ({ ...localTimeOf(at, sales.zone), at: toIso(at) });
  const perhaps = (at: Instant | null) => (at === null ? null : momentIn(at));
  return {
    ...event,
    ...summaryReply(event),
    languages: [...event.languages],
    tags: [...event.tags],
    lineUp: [...event.lineUp],
    performances: performances.map(performanceReply),
    ticketTypes: ticketTypes.map(({ phases, pass, ...type }) => ({
      ...type,
      phases: phases.map(({ name, until, price }) => ({ name, until: momentIn(until), price })),
      pass: pass && [...pass],
    })),
    quotas: quotas.map((quota) => ({ ...quota, ticketTypes: [...quota.ticketTypes] })),
    sales: {
      ...sales,
      presale: perhaps(sales.presale),
      onSale: perhaps(sales.onSale),
      end: perhaps(sales.end),
    },
  };
}

function performanceReply(performance: MyPerformance): MyPerformanceReply {
  const { startsAt, endsAt } = performance;
  return {
    ...performance,
    durationMinutes: durationOf(performance),
    fold: foldOf(performance),
    startsAt: toIso(startsAt),
    endsAt: toIso(endsAt),
  };
}

/** `null` with a last day, or without a time: then the end follows from the calendar. */
export function durationOf({ time, endDate, startsAt, endsAt }: MyPerformance): number | null {
  return time === null || endDate !== null ? null : Math.round((endsAt - startsAt) / MINUTE);
}
