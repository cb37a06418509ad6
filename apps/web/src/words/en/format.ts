import { counting } from "../plural.ts";

const count = counting("en");

/** Words that dates, prices and places are written with, on every page. */
export const format = {
  free: "Free",
  from: (price: string) => `From ${price}`,
  online: "Online",
  andOnline: (place: string) => `${place} and online`,
  placeToCome: "Place to be announced",
  seconds: (seconds: number) => count(seconds, { one: "# second", other: "# seconds" }),
  minutes: (minutes: number) => count(minutes, { one: "# minute", other: "# minutes" }),
  hours: (hours: number) => count(hours, { one: "# hour", other: "# hours" }),
  days: (days: number) => count(days, { one: "# day", other: "# days" }),
  today: "Today",
  thisWeekend: "This weekend",
  nextDays: (days: number) => count(days, { one: "Next day", other: "Next # days" }),
  thisMonth: "This month",
  yourTime: (time: string) => `(${time} your time)`,
};
