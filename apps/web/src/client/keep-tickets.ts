import { isForgotten, markForgotten } from "./forgotten.ts";
import { forget, keep, keptOf, orderAddressOf } from "./kept.ts";
import { pageTag } from "./page-tag.ts";

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

/** Copies are shown by a service worker alone: until one has this page, and where it is taken back, none is made. */
async function takenOver(): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller !== null) return;
  await new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
}

async function keepNow(tickets: URL): Promise<void> {
  await takenOver();
  // Without a network what was kept before stays.
  await keep(tickets, Date.now()).catch(() => undefined);
  show((await keptOf(tickets, Date.now())) === undefined ? "not-kept" : "kept");
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
    else void keepNow(tickets);
  });
  if (isForgotten(order.id)) show("not-kept");
  else void keepNow(tickets);
}

// What this phone kept is shown: as of when.
const { kept } = document.documentElement.dataset;
const time = document.querySelector<HTMLTimeElement>(".kept-notice time");
if (kept !== undefined && time !== null) {
  time.dateTime = kept;
  time.textContent = new Intl.DateTimeFormat(pageTag, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(kept),
  );
}
