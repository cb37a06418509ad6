import type { EventPage } from "@liveotter/contracts/public/catalogue";

/** An event as everybody sees it. */
export type PublicEvent = EventPage["event"];
