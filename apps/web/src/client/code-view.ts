/**
 * One ticket's code on the whole screen, as the door wants to see it: white around it, nothing else to touch, and a phone
 * that does not go to sleep over it. No page may make a screen brighter, so the fan is asked to.
 */
const view = document.querySelector<HTMLDialogElement>("[data-code-view]");
const cards = [...document.querySelectorAll<HTMLElement>("[data-ticket]")].filter(
  (card) => card.querySelector("[data-show-code]") !== null,
);
let awake: WakeLockSentinel | null = null;
let shown = 0;

/** Refused with an empty battery, and in browsers that have none: the code is there all the same. */
async function stayAwake(): Promise<void> {
  if (awake !== null && !awake.released) return;
  awake = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  if (view?.open !== true) letSleep();
}

function letSleep(): void {
  void awake?.release();
  awake = null;
}

/** A code that rotates is drawn anew wherever it is shown. */
function fill(part: string, card: HTMLElement): void {
  const [from, to] = [card, view].map((within) => within?.querySelector<HTMLElement>(`[data-part="${part}"]`));
  if (to) to.replaceChildren(...Array.from(from?.childNodes ?? [], (node) => node.cloneNode(true)));
}

function showCode(at: number): void {
  const card = cards[at];
  if (view === null || card === undefined) return;
  shown = at;
  for (const part of ["code", "title", "when", "holder"]) fill(part, card);
  const place = view.querySelector("[data-place]");
  if (place !== null) place.textContent = cards.length > 1 ? `${at + 1} / ${cards.length}` : "";
  for (const button of view.querySelectorAll<HTMLButtonElement>("[data-turn]")) {
    button.hidden = cards[at + Number(button.dataset.turn)] === undefined;
  }
  if (!view.open) view.showModal();
  void stayAwake();
}

if (view !== null) {
  for (const [at, card] of cards.entries()) {
    const button = card.querySelector<HTMLElement>("[data-show-code]");
    if (button === null) continue;
    button.hidden = false;
    button.addEventListener("click", () => showCode(at));
  }
  view.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.dataset.turn !== undefined) showCode(shown + Number(button.dataset.turn));
    else if (button !== null) view.close();
  });
  view.addEventListener("close", letSleep);
  // A page that goes out of sight loses its lock.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && view.open) void stayAwake();
  });
}
