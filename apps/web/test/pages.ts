import type { CatalogueEventDetail } from "@liveotter/core/catalogue/catalogue";
import { LISTINGS } from "@liveotter/devstack/seed/listings";
import type { FakeBff } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";
import { CHECKOUT, EVENT, KEY, ORDER, PERFORMANCE, saleBff, TOLD } from "./sale.ts";

/** Events as long as real ones are, and enough of them for full lists. */
const events: CatalogueEventDetail[] = LISTINGS.slice(0, 60).map(({ name, summary, description, genre, tags }, at) => ({
  ...eventNamed(`event-${at}`, name, at % 10),
  ...{ summary, description: description.repeat(3), genre, tags: [...tags] },
}));

/** What the promoter wrote of the one whose page is opened. */
export const TEXTS: readonly string[] = events.slice(0, 1).flatMap((one) => [one.description, one.summary, one.name]);

export const NOWHERE = "/no-such-page";

/** An address of each page that is everybody's, answered by `everyPage`. */
export const PUBLIC_PAGES: readonly string[] = [
  ...["/", "/in", "/in/krakow", "/events", "/search?q=night", "/events/event-0", "/venues/old-hall"],
  ...[`/promoters/${EVENT.promoter.slug}`, "/help", "/offline", NOWHERE],
];

/** And of each that is one person's, who has the cookie `HELD`. */
export const SALE_PAGES: readonly string[] = [
  ...[`/events/${EVENT.slug}/tickets/${PERFORMANCE}`, CHECKOUT, "/checkout?gone=yes", "/my-orders"],
  ...[`/orders/${ORDER}/${KEY}`, `/orders/${ORDER}/${KEY}/tickets`],
  ...[`/events/${EVENT.slug}/tell-me`, `/tell-me/${TOLD}`, `/order-email/${TOLD}`],
];

const catalogue = bffOver([...events, EVENT]);

export const everyPage: FakeBff = (request) =>
  /^\/v1\/(?:holds|orders|order-email-changes|interests)|\/availability$/.test(new URL(request.url).pathname)
    ? saleBff(request)
    : catalogue(request);
