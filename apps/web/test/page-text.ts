/** Elements whose text is not ours to translate: names, moments by Intl, and what is said in a language of its own. */
const NOT_OURS = new Set(["bdi", "time", "script", "style", "svg"]);
const VOID = new Set(["br", "hr", "img", "input", "link", "meta", "source"]);
/** A sentence goes on through these. */
const INLINE = new Set(["a", "b", "bdi", "em", "s", "span", "strong", "time"]);
const SPOKEN = new Set(["alt", "aria-label", "title", "placeholder"]);

const PARTS = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-z][\w-]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*\/?>|[^<]+/gi;

/** All that a page says in words of ours, sentence by sentence: its texts, and the attributes that are read or shown. */
export function textsOf(html: string): string[] {
  const texts = [""];
  /** The elements around this place, from the outermost that is not ours. */
  const foreign: string[] = [];
  for (const [text, closing, tag = "", list = ""] of html.matchAll(PARTS)) {
    if (text.startsWith("<!")) continue;
    if (tag === "") {
      if (foreign.length === 0) texts.push((texts.pop() ?? "") + decoded(text));
      continue;
    }
    if (!INLINE.has(tag)) texts.push("");
    if (closing === "/") {
      if (foreign.length > 0) foreign.pop();
      continue;
    }
    const attributes = attributesOf(list);
    const notOurs = NOT_OURS.has(tag) || (tag !== "html" && attributes.has("lang"));
    if (!VOID.has(tag) && (foreign.length > 0 || notOurs)) foreign.push(tag);
    if (foreign.length > 0) continue;
    for (const [name, value] of attributes) {
      const spoken = SPOKEN.has(name) || (name === "content" && /description|title/.test(list));
      if (spoken) texts.push(decoded(value), "");
    }
  }
  return texts.map((text) => text.trim()).filter((text) => text !== "");
}

/** The addresses that a page leads to, by links and forms; not those of what is said to be in another language. */
export function linksOf(html: string): string[] {
  // What script makes its own from leads nowhere yet.
  const written = html.replace(/<template[\s\S]*?<\/template>/g, "");
  const tags = written.match(/<(?:a|form|button)\s[^>]*>/g) ?? [];
  const own = tags.filter((tag) => !/\shreflang=/.test(tag));
  return own.flatMap((tag) => /\s(?:href|action|formaction)="([^"]*)"/.exec(tag)?.[1] ?? []).map(decoded);
}

const attributesOf = (list: string) =>
  new Map(Array.from(list.matchAll(/([^\s=]+)="([^"]*)"/g), ([, name = "", value = ""]) => [name, value]));

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(Number(code)),
  );
