import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const cart: Words["cart"] = {
  title: "Ihr Warenkorb",
  description: "Alle Tickets, die für Sie reserviert sind. Jede Veranstaltung hat ihre eigene Kasse.",
  link: (holds) => count(holds, { one: "Ihr Warenkorb (#)", other: "Ihr Warenkorb (#)" }),
  lede: "Jede Veranstaltung ist eine eigene Bestellung. Ihre Angaben machen Sie nur einmal, danach füllen wir sie aus.",
  empty: "Sie haben alles aus Ihrem Warenkorb bestellt.",
  heldFor: "Reserviert für",
  timeIsUp: "Die Zeit ist abgelaufen. Vielleicht sind die Tickets noch verfügbar.",
  announce: (event, text) => `${event}: ${text}`,
  checkOut: "Zur Kasse",
  change: "Ändern",
  release: "Tickets freigeben",
  lapsed: "Ihre Zeit ist abgelaufen.",
  lapsedText: "Die Tickets sind nicht mehr reserviert, andere können sie jetzt kaufen. Es wurde nichts abgebucht.",
  again: "Noch einmal versuchen",
  choose: "Andere Tickets wählen",
  remove: "Entfernen",
  unsettled: "Diese Tickets haben Sie schon bestellt.",
  seeOrder: "Bestellung ansehen",
  unknown: "Diese Tickets können wir gerade nicht laden.",
  unknownText:
    "Sie bleiben so lange reserviert, wie wir es Ihnen gesagt haben. Versuchen Sie es in ein paar Sekunden noch einmal.",
  together: (events) => count(events, { one: "Gesamt für # Veranstaltung", other: "Gesamt für # Veranstaltungen" }),
  orders: "Bestellt",
  ordered: "Bestellt",
  anOrder: "Ihre Bestellung",
  gone: "Diese Tickets sind nicht mehr in Ihrem Warenkorb.",
  full: (most) =>
    `Im Warenkorb ist Platz für Tickets zu ${most} Veranstaltungen. Bestellen Sie zuerst eine davon oder geben Sie Tickets frei.`,
  unknownAgain:
    "Wir konnten nicht feststellen, ob Ihre Tickets wieder reserviert sind. Versuchen Sie es noch einmal: Nichts wird doppelt reserviert.",
  next: (event) => `Als Nächstes: Tickets für ${event}`,
  nextCheckout: "Weiter zur Kasse",
  openCart: "In Ihrem Warenkorb sind noch Tickets, die Sie nicht bestellt haben.",
  allOrders: "Alle Bestellungen aus Ihrem Warenkorb",
};
