import type {
  MyEvent as MyEventReply,
  MyEventSummary as MyEventSummaryReply,
} from "@liveotter/contracts/promoter/events";
import { toIso } from "@liveotter/core/instant";
import { foldOf } from "@liveotter/core/performance-time";
import type { MyEvent, MyEventSummary, MyPerformance } from "@liveotter/database/promoter/my-event";

export function presentSummary(event: MyEventSummary): MyEventSummaryReply {
  const { id, slug, name, status, version, genre, currency, createdAt, changedAt, publishedAt } = event;
  return {
    ...{ id, slug, name, status, version, genre, currency },
    createdAt: toIso(createdAt),
    changedAt: toIso(changedAt),
    publishedAt: publishedAt === null ? null : toIso(publishedAt),
  };
}

export function presentMyEvent(event: MyEvent): MyEventReply {
  const { summary, description, url, languages, tags } = event;
  return {
    ...presentSummary(event),
    ...{ summary, description, url, languages: [...languages], tags: [...tags] },
    performances: event.performances.map(presentPerformance),
    ticketTypes: event.ticketTypes.map(({ id, name, price }) => ({ id, name, price })),
  };
}

/** As it was typed: sent back as it is, nothing moves. */
function presentPerformance(performance: MyPerformance): MyEventReply["performances"][number] {
  const { startsAt, endsAt, time, endDate } = performance;
  return {
    ...performance,
    durationMinutes: time === null || endDate !== null ? null : Math.round((endsAt - startsAt) / 60_000),
    fold: foldOf(performance),
    startsAt: toIso(startsAt),
    endsAt: toIso(endsAt),
  };
}

/** The version as an ETag. */
export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;
