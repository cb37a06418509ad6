const FIRST_MS = 1500;
const LONGEST_MS = 15_000;

/** Looks for what is new of an order while somebody looks at it, and shows it. Says so where nothing can be heard. */
export function watchOrder(order: HTMLElement): void {
  const { version } = order.dataset;
  const note = order.querySelector<HTMLElement>("[data-not-reached]");
  let wait = FIRST_MS;
  let timer: ReturnType<typeof setTimeout>;

  const look = async () => {
    if (!order.isConnected) return;
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(location.href, { cache: "no-store" });
        const text = await answer.text();
        if (note !== null) note.textContent = "";
        if (answer.ok && !text.includes(`data-version="${version}"`)) return location.reload();
      } catch {
        if (note !== null) note.textContent = note.dataset.notReached ?? "";
      }
    }
    wait = Math.min(wait * 1.3, LONGEST_MS);
    again(wait);
  };
  const again = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  };
  const back = () => {
    if (!order.isConnected) {
      document.removeEventListener("visibilitychange", back);
      removeEventListener("online", back);
    } else if (document.visibilityState === "visible") again(0);
  };
  // From the bank's own app, or out of a tunnel.
  document.addEventListener("visibilitychange", back);
  addEventListener("online", back);
  again(wait);
}
