import type { Availability } from "@liveotter/contracts/public/sale";
import { formatMoment } from "../../format/moments.ts";
import type { Locale } from "../../words/locale.ts";

export interface SaleWords {
  readonly lead: string;
  readonly rest: string;
}

/** How a performance's sale stands, where that is not simply "on sale". `zone` is the venue's. */
export function saleWords(
  locale: Locale,
  availability: Availability | null,
  zone: string,
  types: number,
): SaleWords | null {
  const { quantities: words } = locale.words;
  if (availability === null) return { lead: words.cannotTell, rest: words.cannotTellText };
  const { state, needsPass, opensAt, presaleAt } = availability;
  const at = (iso: string) => formatMoment(locale, iso, zone);
  switch (state) {
    case "upcoming":
      return {
        lead: opensAt === null ? words.upcoming : words.upcomingFrom(at(opensAt)),
        rest: presaleAt === null ? words.venueTime : words.presaleFrom(at(presaleAt)),
      };
    case "presale":
      return { lead: words.presale, rest: opensAt === null ? "" : words.forEverybody(at(opensAt)) };
    case "on-sale":
      if (types === 0) return { lead: words.noneSold, rest: "" };
      return needsPass ? { lead: words.room, rest: words.roomText } : null;
    case "sold-out":
      return { lead: words.soldOutNow, rest: words.soldOutText };
    case "stopped":
      return { lead: words.stopped, rest: words.stoppedText };
    case "ended":
      return { lead: words.ended, rest: "" };
    case "cancelled":
      return { lead: words.cancelled, rest: words.cancelledText };
    case "postponed":
      return { lead: words.postponed, rest: words.postponedText };
  }
}
