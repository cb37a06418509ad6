import type { EventPage, PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { SaleState } from "@liveotter/contracts/public/sale";
import { cardPath } from "@liveotter/core/share-card";
import { at, type Locale } from "../words/locale.ts";
import { coverSources } from "./cover-sources.ts";
import { localIso } from "./dates.ts";
import { decimalPrice } from "./price.ts";

/** Performances and ticket types described to search engines: more would outweigh the page itself. */
const [MOST, MOST_OFFERS] = [50, 20];
const LONGEST_DESCRIPTION = 500;

interface Around {
  readonly origin: string;
  readonly locale: Locale;
  /** How its sale stands as a whole. */
  readonly state: SaleState;
}

/**
 * The event as schema.org JSON-LD, safe inside a `<script>`: no `<` survives, so no name can close the element. One
 * `Event` per performance, which is what schema.org means by one; what is offered is said once for all of them.
 * https://developers.google.com/search/docs/appearance/structured-data/event
 */
export function eventJsonLd(event: EventPage["event"], around: Around): string {
  const { origin, locale } = around;
  const url = origin + at(locale, `/events/${event.slug}`);
  const offers =
    event.status === "published" && AVAILABILITY[around.state] !== null ? offersOf(event, url, around) : [];
  const said = {
    name: event.name,
    url,
    image: [coverSources(event.cover)?.plain ?? event.cover, at(locale, cardPath(event))].map((path) => origin + path),
    description: described(event),
    organizer: {
      "@type": "Organization",
      name: event.promoter.name,
      url: origin + at(locale, `/promoters/${event.promoter.slug}`),
    },
    performer: someOf(event.lineUp.map((name) => ({ "@type": "PerformingGroup", name }))),
    inLanguage: someOf(event.languages),
    offers: someOf(offers.map((offer) => ({ "@id": offer["@id"] }))),
  };
  const performances = event.performances.slice(0, MOST).map((performance) => ({
    "@type": "Event",
    "@id": `${url}#${performance.id}`,
    ...said,
    startDate: localIso(performance),
    endDate: performance.endDate ?? undefined,
    eventStatus: `https://schema.org/${statusOf(event, performance)}`,
    eventAttendanceMode: `https://schema.org/${attendanceOf(performance)}`,
    location: locationOf(performance, url, around),
  }));
  const text = JSON.stringify({ "@context": "https://schema.org", "@graph": [...performances, ...offers] });
  return text.replace(/[<\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What a search engine is told of a state; `null`: nothing is offered, `undefined`: it is offered, and no more is known. */
const AVAILABILITY: Readonly<Record<SaleState, string | null | undefined>> = {
  "on-sale": "https://schema.org/InStock",
  unknown: undefined,
  upcoming: "https://schema.org/PreOrder",
  presale: "https://schema.org/PreOrder",
  "not-enough-left": "https://schema.org/SoldOut",
  "sold-out": "https://schema.org/SoldOut",
  "code-only": null,
  stopped: null,
  postponed: null,
  ended: null,
  cancelled: null,
  "not-sold": null,
};

/** One for each ticket type, as fans pay it. */
function offersOf(event: EventPage["event"], url: string, { state }: Around) {
  const { ticketTypes, currency, onSaleAt } = event;
  return ticketTypes.slice(0, MOST_OFFERS).map(({ name, price }, at) => ({
    "@type": "Offer",
    "@id": `${url}#offer-${at + 1}`,
    ...{ name, url, price: decimalPrice(price, currency), priceCurrency: currency },
    validFrom: onSaleAt ?? undefined,
    availability: AVAILABILITY[state] ?? undefined,
  }));
}

function described({ summary, description }: EventPage["event"]): string | undefined {
  if (summary !== "") return summary;
  return description === "" ? undefined : [...description].slice(0, LONGEST_DESCRIPTION).join("");
}

const someOf = <T>(items: readonly T[]): readonly T[] | undefined => (items.length === 0 ? undefined : items);

function statusOf(event: EventPage["event"], performance: PerformanceReply): string {
  if (event.status === "cancelled" || performance.status === "cancelled") return "EventCancelled";
  if (event.status === "postponed" || performance.status === "postponed") return "EventPostponed";
  return "EventScheduled";
}

function attendanceOf({ online, place }: PerformanceReply): string {
  if (!online) return "OfflineEventAttendanceMode";
  return place === null ? "OnlineEventAttendanceMode" : "MixedEventAttendanceMode";
}

function locationOf({ online, place }: PerformanceReply, url: string, { origin, locale }: Around): object[] {
  const locations: object[] = [];
  if (place !== null) {
    locations.push({
      "@type": "Place",
      name: place.venue?.name ?? place.city,
      url: place.venue === null ? undefined : origin + at(locale, `/venues/${place.venue.slug}`),
      address: {
        "@type": "PostalAddress",
        streetAddress: place.street ?? undefined,
        addressLocality: place.city,
        addressCountry: place.country,
      },
      geo:
        place.lat === null || place.lon === null
          ? undefined
          : { "@type": "GeoCoordinates", latitude: place.lat, longitude: place.lon },
    });
  }
  if (online) locations.push({ "@type": "VirtualLocation", url });
  return locations;
}
