import { tellOwnTimes } from "./fan-time.ts";
import { countDown } from "./sale/count-down.ts";
import { keepTyped } from "./sale/keep-typed.ts";
import { sendPatiently } from "./sale/send-patiently.ts";
import { showTotal } from "./sale/show-total.ts";
import { watchOrder } from "./sale/watch-order.ts";

/**
 * What the sale's pages do more with a script: nothing that they cannot do without. `since` is when the page, or the
 * part of it that came later, was asked for, in epoch milliseconds: what is left of a time is counted from then.
 */
function begin(part: ParentNode, since: number): void {
  const each = <E extends HTMLElement>(selector: string, start: (element: E) => void) => {
    for (const element of part.querySelectorAll<E>(selector)) start(element);
  };
  each<HTMLElement>("[data-seconds]", (clock) => countDown(clock, since));
  each<HTMLElement>("[data-version]", watchOrder);
  each<HTMLFormElement>("form[data-bill]", showTotal);
  each<HTMLFormElement>("form[data-keep-typed]", keepTyped);
  each<HTMLFormElement>("form[data-patient]", (form) => sendPatiently(form, show));
  part.querySelector<HTMLElement>(".hurdles")?.focus();
}

/** Puts a page's content in the place of this one's, where it has the same address. */
function show(text: string, since: number): void {
  const page = new DOMParser().parseFromString(text, "text/html");
  const [main, old] = [page.querySelector("main"), document.querySelector("main")];
  if (main === null || old === null) {
    location.reload();
    return;
  }
  // Parsed as if no script ran.
  for (const without of main.querySelectorAll("noscript")) without.remove();
  document.title = page.title;
  old.replaceWith(main);
  scrollTo(0, 0);
  tellOwnTimes(main);
  begin(main, since);
}

const [navigation] = performance.getEntriesByType("navigation");
const asked = navigation instanceof PerformanceNavigationTiming ? navigation.requestStart : 0;
begin(document, Date.now() - performance.now() + asked);
