import { FILTERS, type Param } from "./address.ts";

/** Which pages there are, and which parameters each one knows. Ages are in seconds. */
export interface PageRoute {
  readonly name: string;
  readonly path: RegExp;
  readonly params: readonly Param[];
  readonly ages: Ages;
  readonly contentType: string;
}

/** How long a page is fresh, may be shown while a newer one is made, and may be shown while none can be made. */
export interface Ages {
  readonly fresh: number;
  readonly stale: number;
  readonly staleOnError: number;
}

const CATALOGUE: Ages = { fresh: 5, stale: 30, staleOnError: 86_400 };
const SITEMAP: Ages = { fresh: 600, stale: 3_600, staleOnError: 86_400 };
const HTML = "text/html; charset=utf-8";

const SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*";

const ROUTES: readonly PageRoute[] = [
  { name: "home", path: /^\/$/, params: [], ages: CATALOGUE, contentType: HTML },
  { name: "events", path: /^\/events$/, params: [...FILTERS, "sort", "cursor"], ages: CATALOGUE, contentType: HTML },
  { name: "search", path: /^\/search$/, params: ["q", ...FILTERS, "cursor"], ages: CATALOGUE, contentType: HTML },
  { name: "event", path: new RegExp(`^/events/${SLUG}$`), params: [], ages: CATALOGUE, contentType: HTML },
  { name: "venue", path: new RegExp(`^/venues/${SLUG}$`), params: ["cursor"], ages: CATALOGUE, contentType: HTML },
  {
    name: "sitemap",
    path: /^\/sitemap(?:-[1-9]\d{0,3})?\.xml$/,
    params: [],
    ages: SITEMAP,
    contentType: "application/xml; charset=utf-8",
  },
];

/** The page at a path, or `null`. A slash at the end changes nothing. */
export function routeOf(pathname: string): { route: PageRoute; path: string } | null {
  const path = pathname.length > 1 && pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  if (path.length > 200) return null; // Longer than any slug: nothing worth a place in a cache.
  const route = ROUTES.find((candidate) => candidate.path.test(path));
  return route === undefined ? null : { route, path };
}
