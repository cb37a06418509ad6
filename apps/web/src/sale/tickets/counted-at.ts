import { AVAILABILITY_AGE } from "@liveotter/contracts/http/freshness";
import type { Availability } from "@liveotter/contracts/public/sale";
import { formatSecond } from "../../format/moments.ts";
import type { Locale } from "../../words/locale.ts";

/** How old the numbers on the page are; `old`: so old that they may well be others by now. */
export interface CountedAt {
  readonly text: string;
  readonly old: boolean;
}

/** What is said of the numbers' age, which is nothing while they are current. `zone` is the venue's, `now` epoch milliseconds. */
export function countedAt(
  locale: Locale,
  { asOf, degraded }: Pick<Availability, "asOf" | "degraded">,
  zone: string,
  now: number,
): CountedAt | null {
  const seconds = (now - Date.parse(asOf)) / 1000;
  if (!degraded && seconds < AVAILABILITY_AGE.current) return null;
  const old = degraded || seconds > AVAILABILITY_AGE.degraded;
  const { quantities: words } = locale.words;
  return { text: (old ? words.old : words.countedAt)(formatSecond(locale, asOf, zone)), old };
}
