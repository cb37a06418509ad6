import { isForgotten, markForgotten } from "./forgotten.ts";
import { forget, keep, orderAddressOf } from "./kept.ts";

/**
 * Keeps the tickets of the order that this page shows, and says so where the page has a place for it. Whoever had an
 * order forgotten on this phone has to ask for it to be kept again.
 */
function show(state: "kept" | "not-kept"): void {
  const place = document.querySelector<HTMLElement>("[data-keeping]");
  if (place === null) return;
  place.hidden = false;
  for (const part of place.children) if (part instanceof HTMLElement) part.hidden = part.dataset.state !== state;
}

async function keepNow(tickets: URL): Promise<void> {
  // Its copies are shown by the service worker alone.
  await navigator.serviceWorker.ready;
  show((await keep(tickets, Date.now())) || document.documentElement.dataset.kept !== undefined ? "kept" : "not-kept");
}

const path = document.querySelector<HTMLElement>("[data-keep]")?.dataset.keep;
const tickets = path === undefined ? null : new URL(path, location.href);
const order = tickets === null ? null : orderAddressOf(tickets.pathname);

if (tickets !== null && order !== null && "serviceWorker" in navigator && "caches" in window) {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-forget], [data-keep-again]") : null;
    if (button === null) return;
    const gone = button.dataset.forget !== undefined;
    markForgotten(order.id, gone);
    if (gone) void forget(order.id).then(() => show("not-kept"));
    else keepNow(tickets).catch(() => show("not-kept"));
  });
  if (isForgotten(order.id)) show("not-kept");
  else keepNow(tickets).catch(() => show("not-kept"));
}

// What this phone kept is shown: as of when.
const { kept } = document.documentElement.dataset;
const notice = document.querySelector<HTMLElement>("[data-kept-notice]");
if (kept !== undefined && notice !== null) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const time = notice.querySelector("time");
  if (time !== null) {
    time.dateTime = kept;
    time.textContent = format.format(new Date(kept));
  }
  notice.hidden = false;
}
