/** A venue and what comes up there. */
export const venue = {
  about: (venue: string, city: string) => `Upcoming events at ${venue}, ${city}.`,
  map: "Show on a map",
  comingUp: "Coming up here",
  allIn: (city: string) => `All events in ${city}`,
  nothing: "No upcoming events at this venue.",
};
