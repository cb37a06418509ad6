import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const home: Words["home"] = {
  about: "Finden Sie Konzerte, Konferenzen und Shows in Ihrer Nähe und kommen Sie hinein.",
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
  elsewhere: "In all diesen ist etwas los.",
  genres: "Genres",
};

export const nearYou: Words["nearYou"] = {
  ask: "In der Nähe",
  looking: "Wir sehen uns bei Ihnen um …",
  found: "In Ihrer Nähe",
  all: "Alle in Ihrer Nähe",
  none: "Im Umkreis von 50 km ist noch nichts angekündigt.",
  refused: "Ihr Browser behält Ihren Ort für sich. Wählen Sie stattdessen eine Stadt.",
  unknown: "Ihr Gerät kann nicht sagen, wo es ist. Wählen Sie stattdessen eine Stadt.",
  offline: "Sie sind offline. Wir sehen nach, sobald Sie wieder verbunden sind.",
  failed: "Wir können uns bei Ihnen gerade nicht umsehen. Wählen Sie stattdessen eine Stadt.",
};

export const suggestions: Words["suggestions"] = {
  label: "Vorschläge",
  event: "Veranstaltung",
  city: "Stadt",
  venue: "Ort",
  count: "Vorschläge:",
  none: "Keine Vorschläge; die Eingabetaste sucht.",
  failed: "Gerade keine Vorschläge; die Eingabetaste sucht.",
};
