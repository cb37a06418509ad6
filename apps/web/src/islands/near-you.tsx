import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { mount } from "./mount.tsx";
import { subscribe } from "./states.ts";

export interface NearYouProps {
  /** Address of the list of events in this page's language. */
  readonly list: string;
  readonly words: {
    readonly looking: string;
    readonly found: string;
    readonly all: string;
    readonly none: string;
    readonly refused: string;
    readonly unknown: string;
    readonly offline: string;
    readonly failed: string;
  };
}

/** What is on around a fan, who is asked where they are once they press the server's button, and never before. */
export default function start(host: HTMLElement, props: NearYouProps): void {
  const button = host.querySelector("button");
  if (button === null) throw new Error("there is no button to look around by");
  mount(host, <NearYou button={button} {...props} />);
}

type Trouble = "none" | "refused" | "unknown" | "offline" | "failed";

type Stage =
  | { readonly is: "idle" }
  | { readonly is: "looking" }
  | { readonly is: "found"; readonly cards: readonly Element[]; readonly address: string }
  | { readonly is: "trouble"; readonly what: Trouble };

const MOST = 8;
/** Places kept for cards that are on their way: a row of a wide screen. */
const AWAITED = [1, 2, 3, 4];
const DEADLINE_MS = 8000;
/** A place of ten minutes ago, to within a street or two, is near enough. */
const PLACE = { enableHighAccuracy: false, timeout: 10_000, maximumAge: 600_000 };

function NearYou({ button, list, words }: NearYouProps & { readonly button: HTMLButtonElement }) {
  const [stage, setStage] = useState<Stage>({ is: "idle" });
  const cards = useRef<HTMLUListElement>(null);

  const look = async () => {
    setStage({ is: "looking" });
    setStage(await lookAround(list));
  };

  // At once: it may have been pressed already.
  useLayoutEffect(() => {
    button.addEventListener("click", look);
    return () => button.removeEventListener("click", look);
  }, [button]);

  useEffect(() => {
    button.disabled = stage.is === "looking";
  }, [stage]);

  // Who was offline need not press again.
  useEffect(() => {
    if (stage.is !== "trouble" || stage.what !== "offline") return;
    return subscribe("online", (online) => void (online && look()));
  }, [stage]);

  useEffect(() => {
    if (stage.is === "found") cards.current?.replaceChildren(...stage.cards);
  }, [stage]);

  return (
    <>
      <p class="soft" role="status">
        {stage.is === "looking" ? words.looking : stage.is === "trouble" ? words[stage.what] : ""}
      </p>
      {(stage.is === "looking" || stage.is === "found") && (
        <section class="section shelf" aria-labelledby="near-found">
          <div class="section-head">
            <h2 id="near-found">{words.found}</h2>
            {stage.is === "found" && <a href={stage.address}>{words.all}</a>}
          </div>
          {stage.is === "found" ? (
            // biome-ignore lint/a11y/noRedundantRoles: Safari takes a list without bullets for none
            <ul class="events" role="list" key="found" ref={cards} />
          ) : (
            <ul class="events" aria-hidden="true" key="awaited">
              {AWAITED.map((place) => (
                <li class="card" key={place}>
                  <div class="art" />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

async function lookAround(list: string): Promise<Stage> {
  if (!navigator.onLine) return trouble("offline");
  const place = await new Promise<GeolocationCoordinates | Trouble>((found) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found(coords),
      ({ code, PERMISSION_DENIED }) => found(code === PERMISSION_DENIED ? "refused" : "unknown"),
      PLACE,
    ),
  );
  if (typeof place === "string") return trouble(place);
  // About a kilometre: nobody's exact place leaves the device.
  const [lat, lon] = [place.latitude, place.longitude].map((degrees) => degrees.toFixed(2));
  const address = `${list}?lat=${lat}&lon=${lon}`;
  try {
    // The list's own page has the cards in this language already, and caches them for the neighbours.
    const answer = await fetch(address, { signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!answer.ok) return trouble("failed");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const cards = [...page.querySelectorAll(".events > .card")].slice(0, MOST);
    return cards.length === 0 ? trouble("none") : { is: "found", cards, address };
  } catch {
    return trouble(navigator.onLine ? "failed" : "offline");
  }
}

const trouble = (what: Trouble): Stage => ({ is: "trouble", what });
