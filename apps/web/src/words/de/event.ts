import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const event: Words["event"] = {
  cancelled: "Diese Veranstaltung ist abgesagt.",
  postponed: "Diese Veranstaltung ist verschoben.",
  newDates: "Neue Termine stehen hier, sobald sie feststehen.",
  next: (dates) => count(dates, { one: "Wann", other: "Nächster von # Terminen" }),
  where: "Wo",
  onSale: "Verkauf ab",
  price: "Preis",
  orderFee: (fee) => `zuzüglich ${fee} je Bestellung`,
  priceToCome: "Wird noch bekannt gegeben",
  tickets: "Tickets",
  ticketsFor: (date) => `Tickets für ${date}`,
  countedAt: (time) => `Verfügbarkeit von ${time}`,
  haveCode: "Haben Sie einen Code?",
  codeTickets: "Tickets anzeigen",
  enterCode: "Code eingeben",
  enterCodeFor: (date) => `Code für ${date} eingeben`,
  tellMe: "Benachrichtigen",
  tellMeOf: (date) => `Benachrichtigen, wenn es wieder Tickets für ${date} gibt`,
  calendar: "In den Kalender",
  ownSite: "Eigene Seite der Veranstaltung",
  dates: (dates) => count(dates, { one: "Termin", other: "Termine" }),
  about: "Über die Veranstaltung",
  inLanguages: (languages) => `Sprache: ${languages}`,
  presentedBy: (promoter) => `Veranstaltet von ${promoter}`,
  over: "Vorbei",
  andOnline: "und online",
  directions: "Route",
  directionsTo: (place) => `Route zu ${place}`,
  lineUp: "Line-up",
  access: "Barrierefreiheit",
  shareCard: (event) => `Bild, Termine und Ort von ${event}`,
};
