import { pageTag } from "./page-tag.ts";

/**
 * Writes the fan's own time beside the venue's, wherever the two differ at that moment: `time[data-zone]` is a moment by
 * the clocks of that zone, and the page's `data-your-time` says with `#` how the fan's is told.
 */
const said = document.documentElement.dataset.yourTime ?? "#";
const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;
const DAY = { weekday: "short", day: "numeric", month: "short" } as const;

/** The same of a part that came later. */
export function tellOwnTimes(part: ParentNode): void {
  for (const time of part.querySelectorAll<HTMLTimeElement>("time[data-zone]")) tellOwnTime(time);
}

function tellOwnTime(time: HTMLTimeElement): void {
  const at = new Date(time.dateTime);
  const shown = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(pageTag, options).format(at);
  try {
    const there = { timeZone: time.dataset.zone ?? "UTC" };
    if (shown({ ...DAY, ...CLOCK }) === shown({ ...DAY, ...CLOCK, ...there })) return;
    const mine = document.createElement("span");
    mine.className = "your-time";
    mine.textContent = said.replace(
      "#",
      shown(shown(DAY) === shown({ ...DAY, ...there }) ? CLOCK : { ...DAY, ...CLOCK }),
    );
    time.after(" ", mine);
  } catch {
    // A zone that this browser does not know: the venue's time stands alone, as it does without script.
  }
}

tellOwnTimes(document);
