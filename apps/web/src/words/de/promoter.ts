import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const promoter: Words["promoter"] = {
  about: (name) => `Kommende Veranstaltungen von ${name} und Tickets dafür.`,
  who: "Veranstalter",
  comingUp: "Demnächst",
  cities: (cities) => count(cities, { one: "in # Stadt", other: "in # Städten" }),
  events: (events) => count(events, { one: "# kommende Veranstaltung", other: "# kommende Veranstaltungen" }),
  none: "Zurzeit ist nichts angekündigt.",
};
