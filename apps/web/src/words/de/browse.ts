import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");
const events = (found: number) => count(found, { one: "# Veranstaltung", other: "# Veranstaltungen" });
const withFilters = (filtered: boolean) => (filtered ? " mit diesen Filtern" : "");

export const browse: Words["browse"] = {
  // As short as a title on a small phone has to be.
  events: "Termine",
  upcoming: (title) => `${title}: kommende Termine, Orte und Preise.`,
  inCity: (what, city) => `${what} in ${city}`,
  // Some countries have an article in German, which no list of names knows.
  inCountry: (what, country) => `${what}: ${country}`,
  online: (what) => `${what} online`,
  byDate: "Nach Datum",
  results: "Ergebnisse",
  search: "Suche",
  searchFor: (q) => `Suche: ${q}`,
  searchAbout: "Alle Veranstaltungen nach Künstler, Name, Stadt oder Ort durchsuchen.",
  found: (total, about) => (about ? `Etwa ${events(total)}` : events(total)),
  foundFor: (total, about, q) => `${about ? "Etwa " : ""}${events(total)} für „${q}“`,
  searchIsOld: "Die Suche läuft gerade auf einer gespeicherten Fassung; das Neueste kann fehlen.",
  filters: "Filter",
  filtersInUse: "Gewählte Filter",
  removeFilter: (filter) => `Filter entfernen: ${filter}`,
  clearAll: "Alle entfernen",
  city: "Stadt",
  country: "Land",
  genre: "Genre",
  any: "Beliebig",
  from: "Von",
  until: "Bis",
  priceUpTo: "Preis bis",
  amount: "Betrag",
  unclearAmount: (typed, thousands, decimals, first, second) =>
    `${typed} kann ${thousands} oder ${decimals} heißen. Bitte ${second === null ? first : `${first} oder ${second}`} schreiben.`,
  currency: "Währung",
  sortBy: "Sortieren nach",
  sortDate: "Datum",
  sortName: "Name",
  sortNew: "Neu angekündigt",
  sortOpening: "Bald im Verkauf",
  onlineOnly: "Nur online",
  show: "Veranstaltungen zeigen",
  within: (km, lat, lon) => `Bis ${km} km um ${lat}, ${lon}`,
  between: (from, to) => `${from} – ${to}`,
  fromDay: (day) => `Ab ${day}`,
  untilDay: (day) => `Bis ${day}`,
  upTo: (price) => `Bis ${price}`,
  nothingFor: (q, filtered) => `Nichts gefunden für „${q}“${withFilters(filtered)}`,
  nothingIn: (place, filtered) => `Keine kommenden Veranstaltungen in ${place}${withFilters(filtered)}`,
  nothing: "Keine kommenden Veranstaltungen",
  nothingFiltered: "Keine kommenden Veranstaltungen mit diesen Filtern",
  tryFewer: "Versuchen Sie es mit weniger Wörtern oder einer anderen Schreibweise. Anderswo gibt es mehr:",
  nothingYet: "Hier ist noch nichts angekündigt. Anderswo gibt es mehr:",
  searchEverywhere: "Überall suchen",
  pages: "Seiten",
  toStart: "Zurück zum Anfang",
  more: "Weitere Veranstaltungen",
  onSale: (when) => `Im Verkauf ab ${when}`,
  dates: (dates) => count(dates, { one: "# Termin", other: "# Termine" }),
};
