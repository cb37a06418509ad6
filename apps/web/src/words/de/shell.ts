import type { Words } from "../en.ts";

export const shell: Words["shell"] = {
  skip: "Zum Inhalt springen",
  main: "Hauptmenü",
  events: "Termine",
  search: "Suche",
  myOrders: "Meine Bestellungen",
  allEvents: "Alle Veranstaltungen",
  searchEvents: "Veranstaltungen suchen",
  find: "Suchen",
  searchHint: "Künstler, Stadt",
  about: "LiveOtter verkauft Tickets. Alle Zeiten gelten am Ort der Veranstaltung.",
  onlineEvents: "Online-Veranstaltungen",
  newlyAnnounced: "Neu angekündigt",
  findMyOrders: "Meine Bestellungen finden",
  languages: "Sprache",
  home: "Startseite",
  asOf: (time) => `Stand: ${time}.`,
  old: "Wir können diese Seite gerade nicht aktualisieren; manches kann sich seitdem geändert haben.",
  notFoundTitle: "Nicht gefunden",
  notFound: "Hier ist nichts",
  notFoundText: "Diese Seite gibt es nicht, oder die Veranstaltung wurde zurückgezogen.",
  unavailable: "Gleich wieder da",
  unavailableText:
    "Wir können diese Seite gerade nicht zeigen, auch keine ältere Fassung. Ihre Tickets und Bestellungen sind davon nicht betroffen. Bitte versuchen Sie es in einer halben Minute noch einmal.",
  tryAgain: "Noch einmal versuchen",
  meanwhile: "Demnächst, soweit wir es gerade wissen",
};
