/**
 * How this visit felt, sent once, as its page goes out of sight: no name, no address, no cookie. What each number means:
 * https://web.dev/articles/vitals. What a browser cannot tell is left out.
 */
interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

const vitals: Record<string, number> = {};
const round = (ms: number) => Math.max(0, Math.round(ms));

/** `since`: a page made ready in advance counts from when it is shown. */
function watch<T extends PerformanceEntry>(type: string, take: (entry: T, since: number) => void): void {
  const observer = new PerformanceObserver((list) => {
    const [navigation] = performance.getEntriesByType("navigation");
    const since = navigation && "activationStart" in navigation ? Number(navigation.activationStart) : 0;
    // What comes under a type's name is of that type.
    for (const entry of list.getEntries() as T[]) take(entry, since);
  });
  const options = { type, buffered: true, durationThreshold: 40 };
  observer.observe(options);
}

watch<PerformanceNavigationTiming>("navigation", ({ responseStart }, since) => {
  vitals.ttfb = round(responseStart - since);
});
watch("paint", ({ name, startTime }, since) => {
  if (name === "first-contentful-paint") vitals.fcp = round(startTime - since);
});
watch("largest-contentful-paint", ({ startTime }, since) => {
  vitals.lcp = round(startTime - since);
});
// The first input is told however fast it was.
for (const type of ["event", "first-input"]) {
  watch<PerformanceEventTiming>(type, ({ interactionId, duration }) => {
    if (interactionId) vitals.inp = Math.max(vitals.inp ?? 0, round(duration));
  });
}

/** Shifts that follow each other within a second count together, for five at most; the worst sum is the visit's. */
if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) vitals.cls = 0;
let [sum, first, last] = [0, 0, 0];
watch<Shift>("layout-shift", ({ value, hadRecentInput, startTime }) => {
  if (hadRecentInput) return;
  if (startTime - last > 1000 || startTime - first > 5000) [sum, first] = [0, startTime];
  sum += value;
  last = startTime;
  vitals.cls = Math.max(vitals.cls ?? 0, Math.round(sum * 1e4) / 1e4);
});

let sent = false;
function send(): void {
  if (sent) return;
  sent = true;
  navigator.sendBeacon("/vitals", JSON.stringify({ page: document.documentElement.dataset.page, ...vitals }));
}
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send();
});
// Not every browser says the one before the other, or both.
addEventListener("pagehide", send);
