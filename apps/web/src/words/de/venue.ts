import type { Words } from "../en.ts";

export const venue: Words["venue"] = {
  about: (venue, city) => `Kommende Veranstaltungen: ${venue}, ${city}.`,
  map: "Auf einer Karte zeigen",
  comingUp: "Demnächst hier",
  allIn: (city) => `Alle Veranstaltungen in ${city}`,
  nothing: "Hier sind keine Veranstaltungen angekündigt.",
};
