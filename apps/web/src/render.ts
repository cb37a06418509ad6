import type { PreviewPage } from "@liveotter/contracts/public/catalogue";
import { createApp } from "astro/app/entrypoint";
import type { Query } from "./address.ts";
import { CatalogueUnavailable, type FanCatalogue, noCatalogue } from "./catalogue/fan-catalogue.ts";
import { recorded, type Shown } from "./catalogue/recorded.ts";
import type { SaleView } from "./sale/sale-view.ts";
import type { Locale } from "./words/locale.ts";

const app = createApp();

/** What pages call themselves in `data-page`: `/events/[slug]`. */
export const TEMPLATES: ReadonlySet<string> = new Set(app.manifest.routes.map(({ routeData }) => routeData.route));

/** What one rendering needs to know. */
export interface Rendering {
  /** Path and query of the page without its locale's prefix, already in its one canonical form. */
  readonly address: string;
  readonly locale: Locale;
  /** What links to this page in other languages lead to, where that is not `address`; `null`: the page has none. */
  readonly here?: string | null;
  readonly origin: string;
  readonly query: Query;
  readonly catalogue: FanCatalogue;
  /** Epoch milliseconds. */
  readonly now: number;
  /** What a page of a preview shows. */
  readonly preview?: PreviewPage | null;
  /** What a page of the sale shows. */
  readonly view?: SaleView | null;
}

/** A rendered page: its status, its whole text and what it shows of the catalogue. */
export interface Rendered {
  readonly status: number;
  readonly body: string;
  readonly shown: Shown;
}

/**
 * Renders one page with Astro from `catalogue`. Rejects when a template failed, or the catalogue behind it: then with
 * the catalogue's own error, which Astro keeps to itself and answers 500.
 */
export async function render(rendering: Rendering): Promise<Rendered> {
  const { address, locale, here = address, origin, query, catalogue, now, preview = null, view = null } = rendering;
  const shown: Shown = { asOf: null, source: "database", degraded: false };
  const locals = {
    catalogue: recorded(catalogue, shown),
    shown,
    origin,
    query,
    locale,
    here,
    now,
    preview,
    view,
  } satisfies App.Locals;
  const response = await app.render(new Request(origin + address), { locals });
  const body = await response.text();
  if (response.status >= 500 && response.status !== 503) throw new Error("a template failed");
  return { status: response.status, body, shown };
}

const NOTHING = noCatalogue(() => new CatalogueUnavailable("this page shows nothing of the catalogue"));

/** A page that needs no data, so that nothing can be missing for it. */
export async function renderWithoutCatalogue(
  path: "/404" | "/unavailable" | "/offline",
  rendering: Pick<Rendering, "origin" | "locale" | "query" | "here">,
  /** What may be shown beside it, where there is anything. */
  { listEvents = NOTHING.listEvents, now = 0 }: { listEvents?: FanCatalogue["listEvents"]; now?: number } = {},
) {
  const { body } = await render({ ...rendering, address: path, catalogue: { ...NOTHING, listEvents }, now });
  return body;
}
