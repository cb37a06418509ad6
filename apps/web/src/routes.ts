import { CATALOGUE, type Freshness } from "@liveotter/contracts/http/freshness";
import { FILTERS, type Param } from "./address.ts";

/** A page: where it is, which parameters it knows, how long it is good. */
export interface PageRoute {
  /** The path's template, for counting. */
  readonly name: string;
  readonly path: RegExp;
  readonly params: readonly Param[];
  readonly freshness: Freshness;
  readonly contentType: string;
}

/** Crawlers come by the hour, and it is the whole catalogue. */
const SITEMAP: Freshness = { fresh: 600, whileRevalidating: 3_600, onError: 86_400 };
const HTML = "text/html; charset=utf-8";
const XML = "application/xml; charset=utf-8";
const SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*";

const page = (name: string, path: RegExp, params: readonly Param[]): PageRoute => ({
  name,
  path,
  params,
  freshness: CATALOGUE,
  contentType: HTML,
});

const ROUTES: readonly PageRoute[] = [
  page("/", /^\/$/, []),
  page("/offline", /^\/offline$/, []),
  page("/help", /^\/help$/, []),
  page("/in", /^\/in$/, []),
  page("/in/{city}", /^\/in\/(?:[a-z0-9+-]|%[0-9A-F]{2})+$/, []),
  page("/events", /^\/events$/, [...FILTERS, "sort", "cursor"]),
  page("/search", /^\/search$/, ["q", ...FILTERS, "cursor"]),
  page("/events/{slug}", new RegExp(`^/events/${SLUG}$`), []),
  page("/venues/{slug}", new RegExp(`^/venues/${SLUG}$`), ["cursor"]),
  page("/promoters/{slug}", new RegExp(`^/promoters/${SLUG}$`), ["cursor"]),
  {
    name: "/sitemap.xml",
    path: /^\/sitemap(?:-[1-9]\d{0,3})?\.xml$/,
    params: [],
    freshness: SITEMAP,
    contentType: XML,
  },
];

/** Longer than any slug can be: nothing worth a place in a cache. */
const LONGEST_PATH = 140;

/** The page at a path, or `null`. A slash at the end changes nothing. */
export function routeOf(pathname: string): { readonly route: PageRoute; readonly path: string } | null {
  const path = pathname.length > 1 && pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  if (path.length > LONGEST_PATH) return null;
  const route = ROUTES.find((candidate) => candidate.path.test(path));
  return route === undefined ? null : { route, path };
}
