import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const orderTickets: Words["orderTickets"] = {
  title: (event) => `Ihre Tickets für ${event}`,
  description: (event) => `Ihre Tickets für ${event} mit den Codes für den Einlass.`,
  heading: (tickets) => count(tickets, { one: "# Ticket für", other: "# Tickets für" }),
  back: "Zurück zur Bestellung",
  pdf: "PDF zum Drucken",
  calendar: "In den Kalender",
  codeOf: (ticket) => `Code des Tickets ${ticket}, wird am Einlass gescannt`,
  codeOfFor: (ticket, holder) => `Code des Tickets ${ticket} für ${holder}, wird am Einlass gescannt`,
  holder: (name) => `Für ${name}`,
  cancelled: "Abgesagt",
  postponed: "Verschoben",
  notValid: "Nicht mehr gültig",
  sayWho: "Angeben, wer kommt",
  somebodyElse: "Jemand anderes kommt",
  name: "Name",
  newCode:
    "Diesem Ticket einen neuen Code geben. Der Code oben, gedruckt oder auf einem Telefon, gilt dann nicht mehr.",
  save: "Speichern",
  pages: "Seiten",
  more: "Weitere Tickets",
  changed: "Das Ticket ist geändert.",
  notChanged: "Das Ticket wurde nicht geändert: Bitte prüfen Sie Ihre Angaben.",
  unknown: "Ob das Ticket geändert ist, konnten wir nicht feststellen. Hier sehen Sie, was wir wissen.",
  seeOrder: "Bestellung ansehen",
  nothingTitle: "Es gibt nichts zu drucken",
  nothing: [
    "Kein Ticket dieser Bestellung ist gültig, oder keines darf gedruckt werden. Wie es steht, sagt die Seite der Bestellung.",
  ],
  fileTitle: "Diese Datei lässt sich gerade nicht erstellen",
  file: ["Ihre Tickets sind davon nicht betroffen. Bitte versuchen Sie es in einer halben Minute noch einmal."],
};
