import { counting } from "../plural.ts";

const count = counting("en");

/** Front pages: of everything, and of one city. */
export const home = {
  title: "Tickets for concerts, conferences and shows",
  about: "Find concerts, conferences and shows near you, and get in.",
  welcome: "Find your next night out",
  inCity: (city: string) => `What’s on in ${city}`,
  aboutCity: (city: string) =>
    `Concerts, conferences and shows in ${city}: this weekend, just announced and on sale soon.`,
  weekend: "This weekend",
  new: "Just announced",
  opening: "On sale soon",
  soon: "Coming up",
  all: "See all",
  allOf: (shelf: string) => `See all: ${shelf}`,
  allEvents: (events: number) => count(events, { one: "The one event", other: "All # events" }),
  none: "No upcoming events yet. Come back soon.",
  online: "Online",
  byDate: "By date",
  byCity: "By city",
  cities: "Cities",
  allCities: "All cities",
  aboutCities: "Every city with something coming up.",
  noSuchCity: "Nothing is announced in this city.",
  elsewhere: "There is something on in all of these.",
  genres: "Genres",
};

/** The button that looks around, and what came of it. */
export const nearYou = {
  ask: "Near you",
  looking: "Looking around you …",
  found: "Near you",
  all: "See all near you",
  none: "Nothing is announced within 50 km of you yet.",
  refused: "Your browser did not share where you are. Choose a city instead.",
  unknown: "Your device cannot say where it is. Choose a city instead.",
  offline: "You are offline. We will look again once you are back.",
  failed: "We cannot look around you at the moment. Choose a city instead.",
};

/** What a search field suggests as one types. */
export const suggestions = {
  label: "Suggestions",
  event: "Event",
  city: "City",
  venue: "Venue",
  count: "Suggestions:",
  none: "No suggestions; press Enter to search.",
  failed: "No suggestions at the moment; press Enter to search.",
};
