import { formatWhen } from "../format/moments.ts";
import type { Locale } from "../words/locale.ts";
import type { PublicEvent, PublicPerformance } from "./public-event.ts";

/** Finds a performance of the event; `null` for a pass, and where nobody can tell. */
export const performanceOf =
  (event: PublicEvent | null) =>
  (performanceId: string | null): PublicPerformance | null =>
    event?.performances.find(({ id }) => id === performanceId) ?? null;

/** Says when a performance of the event is; nothing where there is none. */
export const formatWhenOf =
  (locale: Locale, event: PublicEvent | null) =>
  (performanceId: string | null): string => {
    const performance = performanceOf(event)(performanceId);
    return performance === null ? "" : formatWhen(locale, performance);
  };
