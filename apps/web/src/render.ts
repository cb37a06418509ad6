import { createApp } from "astro/app/entrypoint";
import type { Query } from "./address.ts";
import type { FanCatalogue } from "./catalogue/fan-catalogue.ts";
import { recorded, type Shown } from "./catalogue/recorded.ts";

const app = createApp();

/** What one rendering needs to know. */
export interface Rendering {
  /** Path and query of the page, already in its one canonical form. */
  readonly address: string;
  readonly origin: string;
  readonly query: Query;
  readonly catalogue: FanCatalogue;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A rendered page: its status, its whole text and what it shows of the catalogue. */
export interface Rendered {
  readonly status: number;
  readonly body: string;
  readonly shown: Shown;
}

/**
 * Renders one page with Astro from `catalogue`. Rejects when the page failed, with the error that the catalogue gave
 * if it gave one: Astro itself only answers 500, and says why on the console.
 */
export async function render({ address, origin, query, catalogue, now }: Rendering): Promise<Rendered> {
  const shown: Shown = { asOf: null, source: "database", degraded: false };
  const locals = { catalogue: recorded(catalogue, shown), shown, origin, query, now } satisfies App.Locals;
  const response = await app.render(new Request(origin + address), { locals });
  const body = await response.text();
  if (response.status === 500) throw new Error(`${address} could not be rendered`);
  return { status: response.status, body, shown };
}
