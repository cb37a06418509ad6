import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const home: Words["home"] = {
  title: "Tickets für Konzerte, Konferenzen und Shows",
  about: "Konzerte, Konferenzen und Shows in Ihrer Nähe finden und Tickets bekommen.",
  welcome: "Finden Sie Ihren nächsten Abend",
  inCity: (city) => `Was läuft in ${city}`,
  aboutCity: (city) =>
    `Konzerte, Konferenzen und Shows in ${city}: dieses Wochenende, neu angekündigt und bald im Verkauf.`,
  weekend: "Dieses Wochenende",
  new: "Neu angekündigt",
  opening: "Bald im Verkauf",
  soon: "Demnächst",
  all: "Alle ansehen",
  allOf: (shelf) => `Alle ansehen: ${shelf}`,
  allEvents: (events) => count(events, { one: "Die eine Veranstaltung", other: "Alle # Veranstaltungen" }),
  none: "Noch keine Veranstaltungen. Schauen Sie bald wieder vorbei.",
  online: "Online",
  byDate: "Nach Datum",
  byCity: "Nach Stadt",
  cities: "Städte",
  allCities: "Alle Städte",
  aboutCities: "Jede Stadt, in der demnächst etwas stattfindet.",
  noSuchCity: "In dieser Stadt ist nichts angekündigt.",
  elsewhere: "In diesen Städten ist etwas los.",
  genres: "Genres",
};

export const nearYou: Words["nearYou"] = {
  ask: "In der Nähe",
  looking: "Wir suchen in Ihrer Nähe …",
  found: "In Ihrer Nähe",
  all: "Alle in Ihrer Nähe",
  none: "Im Umkreis von 50 km ist noch nichts angekündigt.",
  refused: "Ihr Browser gibt Ihren Standort nicht weiter. Wählen Sie stattdessen eine Stadt.",
  unknown: "Ihr Gerät weiß gerade nicht, wo es ist. Wählen Sie stattdessen eine Stadt.",
  offline: "Sie sind offline. Wir sehen nach, sobald Sie wieder verbunden sind.",
  failed: "Die Suche in Ihrer Nähe klappt gerade nicht. Wählen Sie stattdessen eine Stadt.",
};

export const suggestions: Words["suggestions"] = {
  label: "Vorschläge",
  event: "Veranstaltung",
  city: "Stadt",
  venue: "Ort",
  count: "Vorschläge:",
  none: "Keine Vorschläge. Mit der Eingabetaste suchen Sie überall.",
  failed: "Gerade gibt es keine Vorschläge. Mit der Eingabetaste suchen Sie trotzdem.",
};
