/**
 * Pages that are made for everybody alike, as URL patterns without a language: they are fetched once somebody is about to go
 * there. Those of a sale are one person's, and ask how many tickets are left.
 */
export const FETCHED_AHEAD = [
  ...["/", "/events", "/search", "/in", "/help"],
  ...["/events/:slug", "/venues/:slug", "/promoters/:slug", "/in/:city"],
];
