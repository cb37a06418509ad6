import { gzipSync } from "node:zlib";

/** What a page costs before its pictures, in gzipped bytes. */
export interface PageWeight {
  readonly html: number;
  /** What stands in the page itself as well, which `html` has in it too. */
  readonly script: number;
  readonly style: number;
  readonly font: number;
  /** All of it, each byte once. */
  readonly total: number;
}

/** Whatever looks like the address of a file: from the root, beside the file that names it, or as Vite lists what a part needs. */
const NAMED = /(?:\.{0,2}\/|\b_astro\/)[\w./@-]*?\.(?:m?js|css|woff2?)\b/g;
/** Scripts within a page that run: others are data. */
const INLINE = /<script(?![^>]*\s(?:src|type=["']?(?:application|speculationrules)))[^>]*>([\s\S]*?)<\/script>/g;

/**
 * Weighs a page with everything that it names, and what that names in turn: a part that is only loaded once it comes
 * into view counts like any other. `read` answers the file at a path, or `null` where there is none.
 */
export async function weighPage(html: string, read: (path: string) => Promise<Uint8Array | null>): Promise<PageWeight> {
  const weight = { html: gzipped(html), script: 0, style: 0, font: 0 };
  const inline = [...html.matchAll(INLINE)].map(([, script = ""]) => script).join("\n");
  if (inline !== "") weight.script = gzipped(inline);
  let total = weight.html;
  const seen = new Set<string>();
  const waiting = named(html, "/");
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = await read(path);
    if (file === null) continue;
    const kind = /\.m?js$/.test(path) ? "script" : path.endsWith(".css") ? "style" : "font";
    // Fonts are compressed as they are.
    const bytes = kind === "font" ? file.byteLength : gzipped(file);
    weight[kind] += bytes;
    total += bytes;
    if (kind !== "font") waiting.push(...named(new TextDecoder().decode(file), path));
  }
  return { ...weight, total };
}

const gzipped = (content: string | Uint8Array): number => gzipSync(content).byteLength;

function named(text: string, from: string): string[] {
  return [...text.matchAll(NAMED)].map(([name]) => {
    const relative = name.startsWith("_astro/") ? `/${name}` : name;
    return new URL(relative, `http://page.invalid${from}`).pathname;
  });
}
