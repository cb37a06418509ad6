import type { EventPage, PerformanceReply } from "@liveotter/contracts/public/catalogue";
import { localIso } from "./dates.ts";
import { decimalPrice } from "./price.ts";

/** Performances described to search engines: more would outweigh the page itself. */
const MOST = 50;

/**
 * The event as schema.org JSON-LD, safe inside a `<script>`: no `<` survives, so no name can close the element.
 * One `Event` per performance, which is what schema.org means by one.
 * https://developers.google.com/search/docs/appearance/structured-data/event
 */
export function eventJsonLd(event: EventPage["event"], origin: string): string {
  const url = `${origin}/events/${event.slug}`;
  const offers =
    event.priceFrom === null
      ? undefined
      : {
          "@type": "AggregateOffer",
          url,
          priceCurrency: event.currency,
          lowPrice: decimalPrice(event.priceFrom, event.currency),
          highPrice: decimalPrice(event.priceTo ?? event.priceFrom, event.currency),
        };
  const graph = event.performances.slice(0, MOST).map((performance) => ({
    "@type": "Event",
    "@id": `${url}#${performance.id}`,
    name: event.name,
    url,
    image: `${origin}${event.cover}`,
    description: event.summary === "" ? undefined : event.summary,
    startDate: localIso(performance),
    endDate: performance.endDate ?? undefined,
    eventStatus: `https://schema.org/${statusOf(event, performance)}`,
    eventAttendanceMode: `https://schema.org/${attendanceOf(performance)}`,
    location: locationOf(performance, url, origin),
    organizer: { "@type": "Organization", name: event.promoter.name },
    inLanguage: event.languages.length === 0 ? undefined : event.languages,
    offers,
  }));
  const text = JSON.stringify({ "@context": "https://schema.org", "@graph": graph });
  return text.replace(/[<\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function statusOf(event: EventPage["event"], performance: PerformanceReply): string {
  if (event.status === "cancelled" || performance.status === "cancelled") return "EventCancelled";
  if (event.status === "postponed" || performance.status === "postponed") return "EventPostponed";
  return "EventScheduled";
}

function attendanceOf({ online, place }: PerformanceReply): string {
  if (!online) return "OfflineEventAttendanceMode";
  return place === null ? "OnlineEventAttendanceMode" : "MixedEventAttendanceMode";
}

function locationOf({ online, place }: PerformanceReply, url: string, origin: string): object[] {
  const locations: object[] = [];
  if (place !== null) {
    locations.push({
      "@type": "Place",
      name: place.venue?.name ?? place.city,
      url: place.venue === null ? undefined : `${origin}/venues/${place.venue.slug}`,
      address: { "@type": "PostalAddress", addressLocality: place.city, addressCountry: place.country },
      geo:
        place.lat === null || place.lon === null
          ? undefined
          : { "@type": "GeoCoordinates", latitude: place.lat, longitude: place.lon },
    });
  }
  if (online) locations.push({ "@type": "VirtualLocation", url });
  return locations;
}
