import { fail } from "./fail.ts";
import { publish } from "./states.ts";

/** What an island's module has: it makes the element live, with what its template handed over as `props`. */
interface IslandModule {
  readonly default: (host: HTMLElement, props: never) => void;
}

/** By the name that templates give them. Each is a file of its own, fetched when it is wanted and not before. */
const ISLANDS = new Map<string | null, () => Promise<IslandModule>>([
  ["near-you", () => import("./near-you.tsx")],
  ["suggest", () => import("./suggest.tsx")],
]);

/** What shows that somebody is about to use an island. */
const TOUCHES = ["focusin", "pointerenter", "pointerdown"] as const;

/** So that it is there by the time it has been scrolled to. */
const AHEAD = { rootMargin: "200px" };

const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target instanceof LiveIsland) target.wake();
  }
}, AHEAD);

/**
 * `<live-island name when props failed>`: a part of a page that script brings to life, once it comes in view or, where
 * `when` is `touch`, once it is touched. What the server wrote into it works until then, and goes on working if the
 * island breaks, which is said in its place, in the words of `failed`.
 */
class LiveIsland extends HTMLElement {
  #awake = false;
  /** What was pressed before anything could take it; it is pressed again then. */
  #pressed: HTMLElement | null = null;
  readonly #onEarlyClick = ({ target }: Event): void => {
    this.#pressed = target instanceof Element ? target.closest<HTMLElement>('button[type="button"]') : null;
  };

  connectedCallback(): void {
    this.addEventListener("click", this.#onEarlyClick);
    if (this.getAttribute("when") !== "touch") {
      inView.observe(this);
      return;
    }
    for (const touch of TOUCHES) this.addEventListener(touch, () => this.wake(), { once: true });
    // Somebody was faster than this script.
    if (this.contains(document.activeElement)) this.wake();
  }

  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    inView.unobserve(this);
    void this.#load().catch((error: unknown) => fail(this, error));
  }

  async #load(): Promise<void> {
    const load = ISLANDS.get(this.getAttribute("name"));
    if (load === undefined) throw new Error("there is no such island");
    const { default: start } = await load();
    start(this, propsOf(this));
    this.removeEventListener("click", this.#onEarlyClick);
    this.#pressed?.click();
  }
}

/** Our own template's, whose types are those that the island declares. */
const propsOf = (island: HTMLElement): never => JSON.parse(island.getAttribute("props") ?? "{}") as never;

customElements.define("live-island", LiveIsland);

const tellConnection = () => publish("online", navigator.onLine);
for (const change of ["online", "offline"]) addEventListener(change, tellConnection);
tellConnection();
