import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const event: Words["event"] = {
  cancelled: "Diese Veranstaltung ist abgesagt.",
  postponed: "Diese Veranstaltung ist verschoben.",
  newDates: "Neue Termine stehen dann hier.",
  next: (dates) => count(dates, { one: "Wann", other: "Nächster von # Terminen" }),
  where: "Wo",
  price: "Preis",
  priceToCome: "Wird noch bekannt gegeben",
  tickets: "Tickets",
  ticketsFor: (date) => `Tickets für ${date}`,
  calendar: "In den Kalender",
  ownSite: "Eigene Seite der Veranstaltung",
  dates: (dates) => count(dates, { one: "Termin", other: "Termine" }),
  about: "Über die Veranstaltung",
  inLanguages: (languages) => `Sprache: ${languages}`,
  presentedBy: (promoter) => `Veranstaltet von ${promoter}`,
  over: "Vorbei",
  andOnline: "und online",
  directions: "Weg dorthin",
  directionsTo: (place) => `Weg zu ${place}`,
  lineUp: "Wer auftritt",
  access: "Barrierefreiheit",
  shareCard: (event) => `Bild, Termine und Ort von ${event}`,
};
