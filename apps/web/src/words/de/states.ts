import type { Words } from "../en.ts";

export const states: Words["states"] = {
  "on-sale": "Im Verkauf",
  unknown: "Wir können gerade nicht sagen, was noch frei ist",
  presale: "Vorverkauf: nur mit Code",
  "code-only": "Nur mit Code",
  upcoming: "Noch nicht im Verkauf",
  "not-enough-left": "Zu wenige übrig",
  "sold-out": "Zurzeit ausverkauft",
  stopped: "Verkauf pausiert",
  postponed: "Verschoben",
  ended: "Verkauf beendet",
  cancelled: "Abgesagt",
  "not-sold": "Hier keine Tickets",
};
