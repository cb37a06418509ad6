import { type Instant, instant } from "@liveotter/core/instant";

/** Where a body's content came from, as answers name it. */
export type BodySource = "database" | "meilisearch" | "snapshot";

/** A finished answer: the JSON text as it goes out, and what is needed to judge and label it. */
export interface LoadedBody {
  readonly body: string;
  /** Strong, with its quotes, made from the body. */
  readonly etag: string;
  /** When the content version shown became current. */
  readonly asOf: Instant;
  /** The catalogue version the content was read at, in the same statement. */
  readonly version: number;
  readonly source: BodySource;
}

/** `storedAt` is when its content was read, and travels with it: ages never add up over tiers. */
export interface CachedBody extends LoadedBody {
  readonly storedAt: Instant;
}

/** Compact text of one entry: a line about it, then the body untouched. */
export function encodeEntry({ body, ...about }: CachedBody): string {
  return `${JSON.stringify({ ...about, length: body.length })}\n${body}`;
}

/** What `encodeEntry` wrote, or `undefined` for anything else: cut short, of another format, or damaged. */
export function decodeEntry(text: string): CachedBody | undefined {
  const end = text.indexOf("\n");
  if (end < 0) return undefined;
  try {
    const { etag, asOf, version, source, storedAt, length } = JSON.parse(text.slice(0, end));
    const body = text.slice(end + 1);
    const numbers = [asOf, version, storedAt].every(Number.isSafeInteger);
    const known = source === "database" || source === "meilisearch" || source === "snapshot";
    if (!numbers || !known || typeof etag !== "string" || body.length !== length) return undefined;
    return { body, etag, asOf: instant(asOf), version, source, storedAt: instant(storedAt) };
  } catch {
    return undefined;
  }
}
