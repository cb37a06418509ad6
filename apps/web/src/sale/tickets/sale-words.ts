import type { Availability } from "@liveotter/contracts/public/sale";
import { formatMoment } from "../../format/moments.ts";
import type { Locale } from "../../words/locale.ts";

export interface SaleWords {
  readonly lead: string;
  readonly rest: string;
}

/** How a performance's sale stands, where that is not simply "on sale". `zone` is the venue's. */
export function saleWords(locale: Locale, availability: Availability | null, zone: string): SaleWords | null {
  const { quantities: words, states } = locale.words;
  if (availability === null) return { lead: `${states.unknown}.`, rest: words.cannotTellText };
  const { state, needsPass, opensAt, presaleAt } = availability;
  const at = (iso: string) => formatMoment(locale, iso, zone);
  const says = (rest: string) => ({ lead: `${states[state]}.`, rest });
  switch (state) {
    case "upcoming":
      return {
        lead: opensAt === null ? `${states.upcoming}.` : words.upcomingFrom(at(opensAt)),
        rest: presaleAt === null ? words.venueTime : words.presaleFrom(at(presaleAt)),
      };
    case "presale":
      return says([words.presaleText, ...(opensAt === null ? [] : [words.forEverybody(at(opensAt))])].join(" "));
    case "on-sale":
      return needsPass ? { lead: words.room, rest: words.roomText } : null;
    case "unknown":
      return says(words.unknownText);
    case "code-only":
      return says(words.codeOnlyText);
    case "not-enough-left":
      return says(words.notEnoughText);
    case "sold-out":
      return says(words.soldOutText);
    case "stopped":
      return says(words.stoppedText);
    case "ended":
      return says(words.endedText);
    case "cancelled":
      return says(words.cancelledText);
    case "postponed":
      return says(words.postponedText);
    case "not-sold":
      return says(words.notSoldText);
  }
}
