import type { EventPage } from "@liveotter/contracts/public/catalogue";

/** An event as everybody sees it. */
export type PublicEvent = EventPage["event"];

/** One of its dates. */
export type PublicPerformance = PublicEvent["performances"][number];
