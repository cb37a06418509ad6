import { useEffect, useState } from "preact/hooks";
import { cityPath } from "../home/city-address.ts";
import { mount } from "./mount.tsx";

export interface SuggestProps {
  /** Part of every path of this page's language. */
  readonly prefix: string;
  readonly words: {
    readonly label: string;
    readonly event: string;
    readonly city: string;
    readonly venue: string;
    /** Before how many there are. */
    readonly count: string;
    readonly none: string;
    readonly failed: string;
  };
}

/** Names that begin as typed, offered below a search field, which stays the form that the server wrote. */
export default function start(host: HTMLElement, props: SuggestProps): void {
  const input = host.querySelector<HTMLInputElement>("input[type=search]");
  if (input === null) throw new Error("there is no field to suggest for");
  mount(host, <Suggestions input={input} {...props} />);
}

interface Suggestion {
  readonly kind: "event" | "city" | "venue";
  readonly label: string;
  readonly slug: string;
}

type Found = readonly Suggestion[] | "failed" | null;

/** People type a letter in less; each that waits longer asks one question. */
const PAUSE_MS = 120;
const DEADLINE_MS = 3000;
const SHORTEST = 2;
const MOST = 8;

/** After https://www.w3.org/WAI/ARIA/apg/patterns/combobox/: an editable combobox whose list opens as one types. */
function Suggestions({ input, prefix, words }: SuggestProps & { readonly input: HTMLInputElement }) {
  const [text, setText] = useState(input.value);
  const [found, setFound] = useState<Found>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [id] = useState(() => `suggestions-${Math.random().toString(36).slice(2)}`);
  const items = found === null || found === "failed" ? [] : found;
  const shown = open && found !== null;

  useEffect(() => {
    const typed = text.trim();
    if (typed.length < SHORTEST) {
      setFound(null);
      return;
    }
    const asking = new AbortController();
    const pause = setTimeout(async () => {
      const answer = await ask(typed, asking.signal);
      if (asking.signal.aborted) return;
      setFound(answer);
      setActive(-1);
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      asking.abort();
    };
  }, [text]);

  useEffect(() => {
    const onInput = () => {
      setText(input.value);
      setOpen(true);
    };
    const onBlur = () => setOpen(false);
    const onFocus = () => setOpen(input.value !== "");
    input.addEventListener("input", onInput);
    input.addEventListener("blur", onBlur);
    input.addEventListener("focus", onFocus);
    // What was typed before this was here, or heard of it, is asked for too.
    setText(input.value);
    setOpen(document.activeElement === input);
    return () => {
      input.removeEventListener("input", onInput);
      input.removeEventListener("blur", onBlur);
      input.removeEventListener("focus", onFocus);
    };
  }, [input]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!shown || event.isComposing) return;
      const chosen = items[active];
      if (event.key === "Escape") setOpen(false);
      else if (event.key === "Enter" && chosen !== undefined) location.assign(addressOf(chosen, prefix));
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length > 0) {
        // One place beyond the list is the field itself, where what was typed is searched for.
        const step = event.key === "ArrowDown" ? 1 : -1;
        setActive(((active + 1 + step + items.length + 1) % (items.length + 1)) - 1);
      } else return;
      event.preventDefault();
    };
    input.addEventListener("keydown", onKey);
    return () => input.removeEventListener("keydown", onKey);
  });

  useEffect(() => {
    input.role = "combobox";
    input.autocomplete = "off";
    input.ariaAutoComplete = "list";
    input.ariaExpanded = String(shown && items.length > 0);
    input.setAttribute("aria-controls", id);
    if (shown && active >= 0) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
  });

  const status =
    found === null || !open
      ? ""
      : found === "failed"
        ? words.failed
        : items.length === 0
          ? words.none
          : `${words.count} ${items.length}`;

  return (
    <>
      <div class="suggestions" id={id} role="listbox" aria-label={words.label} hidden={!shown || items.length === 0}>
        {items.map((item, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus
          <div
            key={`${item.kind} ${item.slug}`}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            onPointerDown={(event) => event.preventDefault()} // The field keeps the focus.
            onClick={() => location.assign(addressOf(item, prefix))}
          >
            <bdi>{item.label}</bdi> <span class="soft small">{words[item.kind]}</span>
          </div>
        ))}
      </div>
      <p class={found === "failed" && open ? "suggestions-failed soft small" : "visually-hidden"} role="status">
        {status}
      </p>
    </>
  );
}

async function ask(text: string, signal: AbortSignal): Promise<Found> {
  try {
    const query = new URLSearchParams({ limit: String(MOST), q: text });
    const answer = await fetch(`/v1/suggest?${query}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    if (!answer.ok) return "failed";
    // Our own API's answer, in the shape of its contract.
    const { items } = (await answer.json()) as { items: readonly Suggestion[] };
    return items;
  } catch {
    return "failed";
  }
}

/** A city's slug is its folded name. */
const addressOf = ({ kind, slug }: Suggestion, prefix: string): string =>
  prefix + (kind === "city" ? cityPath(slug) : `/${kind}s/${slug}`);
