import type {
  MyEvent as MyEventReply,
  MyEventSummary as MyEventSummaryReply,
  MyPerformance as MyPerformanceReply,
} from "@liveotter/contracts/promoter/events";
import { toIso } from "@liveotter/core/instant";
import { foldOf } from "@liveotter/core/performance-time";
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

/** In the words in which it can be sent back: saving it unchanged moves no performance. */
export function eventReply({ performances, ticketTypes, ...event }: MyEvent): MyEventReply {
  return {
    ...summaryReply(event),
    summary: event.summary,
    description: event.description,
    url: event.url,
    languages: [...event.languages],
    tags: [...event.tags],
    performances: performances.map(performanceReply),
    ticketTypes: [...ticketTypes],
  };
}

function performanceReply(performance: MyPerformance): MyPerformanceReply {
  const { time, endDate, startsAt, endsAt } = performance;
  return {
    ...performance,
    // With a last day, or without a time, the end follows from the calendar.
    durationMinutes: time === null || endDate !== null ? null : Math.round((endsAt - startsAt) / MINUTE),
    fold: foldOf(performance),
    startsAt: toIso(startsAt),
    endsAt: toIso(endsAt),
  };
}
