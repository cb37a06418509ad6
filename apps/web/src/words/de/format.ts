import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const format: Words["format"] = {
  free: "Kostenlos",
  from: (price) => `Ab ${price}`,
  online: "Online",
  andOnline: (place) => `${place} und online`,
  placeToCome: "Ort wird noch bekannt gegeben",
  seconds: (seconds) => count(seconds, { one: "# Sekunde", other: "# Sekunden" }),
  minutes: (minutes) => count(minutes, { one: "# Minute", other: "# Minuten" }),
  hours: (hours) => count(hours, { one: "# Stunde", other: "# Stunden" }),
  days: (days) => count(days, { one: "# Tag", other: "# Tage" }),
  today: "Heute",
  thisWeekend: "Dieses Wochenende",
  nextDays: (days) => count(days, { one: "Nächster Tag", other: "Nächste # Tage" }),
  thisMonth: "Dieser Monat",
  yourTime: (time) => `(bei Ihnen ${time})`,
};
