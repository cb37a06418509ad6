import { formatWhen } from "../format/moments.ts";
import type { Locale } from "../words/locale.ts";
import type { PublicEvent } from "./public-event.ts";

/** Says when a performance of the event is; nothing for a pass, and where nobody can tell. */
export const formatWhenOf =
  (locale: Locale, event: PublicEvent | null) =>
  (performanceId: string | null): string => {
    const performance = event?.performances.find(({ id }) => id === performanceId);
    return performance === undefined ? "" : formatWhen(locale, performance);
  };
