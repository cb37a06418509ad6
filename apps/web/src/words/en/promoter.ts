import { counting } from "../plural.ts";

const count = counting("en");

/** A promoter's page. */
export const promoter = {
  about: (name: string) => `Upcoming events of ${name}, and tickets to them.`,
  who: "Promoter",
  comingUp: "Coming up",
  cities: (cities: number) => count(cities, { one: "in # city", other: "in # cities" }),
  events: (events: number) => count(events, { one: "# upcoming event", other: "# upcoming events" }),
  none: "Nothing is announced at the moment.",
};
