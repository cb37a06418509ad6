/**
 * Shows what is left of a time, by the second. The server says how much was left when it was asked, and the phone's own
 * clock alone goes on while the phone sleeps: so it is that which counts, and never shows more than is left.
 */
export function countDown(clock: HTMLElement, since: number): void {
  const { seconds, over = "", announceOver = over, twoMinutes = "", oneMinute = "" } = clock.dataset;
  const ends = since + Number(seconds) * 1000;
  const announced = clock.closest(".countdown")?.querySelector("[data-announce]") ?? null;
  const leftAt = () => Math.max(0, Math.floor((ends - Date.now()) / 1000));

  let last = leftAt();
  const tick = () => {
    if (!clock.isConnected) return;
    const left = leftAt();
    clock.textContent = left === 0 ? over : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    for (const [mark, words] of [
      [120, twoMinutes],
      [60, oneMinute],
      [0, announceOver],
    ] as const) {
      if (announced !== null && last > mark && left <= mark) announced.textContent = words;
    }
    last = left;
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}
