import { dayText } from "../../ui/zone-text.ts";
import type { EventForm, MomentText, PerformanceLine, Place } from "./model/event-form.ts";
import { isTree, type Path, valueAt } from "./model/form-path.ts";
import { isWords } from "./model/same-value.ts";

const FIELDS: Readonly<Record<string, string>> = {
  name: "Name",
  summary: "Summary",
  description: "Description",
  url: "Web page",
  genre: "Genre",
  languages: "Languages",
  tags: "Tags",
  lineUp: "Line-up",
  access: "Access",
  currency: "Currency",
  seriesId: "Series",
  cover: "Cover",
  status: "State",
  performances: "Performances",
  ticketTypes: "Ticket types",
  quotas: "Quotas",
  sales: "Sale times",
  fees: "Fees",
  tax: "Tax",
  date: "Date",
  time: "Start",
  fold: "First or second time",
  endDate: "Last day",
  durationMinutes: "Minutes",
  where: "Place",
  online: "Streamed, too",
  price: "Price",
  phases: "Price phases",
  until: "Until",
  hidden: "Hidden",
  minPerOrder: "Least per order",
  maxPerOrder: "Most per order",
  pass: "Admission",
  capacity: "Tickets",
  performance: "Performance",
  zone: "Time zone",
  presale: "Presale starts",
  onSale: "Sale starts",
  end: "Sale ends",
  perTicket: "Fee per ticket",
  perOrder: "Fee per order",
  percent: "Fee in per cent",
  paidBy: "Who pays the fees",
  rate: "Rate",
  included: "Prices contain it",
};

/** "Standard · Price": a field as people call it, by the first of `forms` that has its line. */
export function pathText(path: Path, ...forms: readonly EventForm[]): string {
  return path
    .map((step, index) => {
      if (index !== 1) return FIELDS[step] ?? (/^\d+$/.test(step) ? String(Number(step) + 1) : step);
      const form = forms.find((each) => valueAt(each, path.slice(0, 2)) !== undefined);
      return (form && lineText(form, path[0] ?? "", step)) ?? FIELDS[step] ?? step;
    })
    .filter((text, index) => index > 0 || path.length === 1 || !isList(path[0] ?? "") || text === "")
    .join(" · ");
}

/** A value as it is read, by the form that it stands in. */
export function valueText(value: unknown, form: EventForm, field = ""): string {
  if (value === undefined) return "removed";
  if (value === null || value === "") return "nothing";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (field === "seriesId") return "another series";
  if (field === "performance" && typeof value === "string") return lineText(form, "performances", value) ?? "gone";
  if (field === "date" || field === "endDate") return dayText(String(value)) || String(value);
  if (typeof value === "string") return value;
  if (isWords(value)) {
    const list = field === "pass" ? "performances" : field === "ticketTypes" ? "ticketTypes" : "";
    return value.length === 0 ? "nothing" : value.map((word) => lineText(form, list, word) ?? word).join(", ");
  }
  if (isMoment(value)) return momentText(value);
  if (isPlace(value)) return placeText(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "nothing";
    return value
      .map((each) =>
        isTree(each)
          ? Object.entries(each)
              .map(([name, part]) => valueText(part, form, name))
              .join(" ")
          : String(each),
      )
      .join("; ");
  }
  if (!isTree(value)) return String(value);
  return Object.entries(value)
    .filter(([name, part]) => name !== "key" && part !== "" && part !== null && part !== false)
    .filter(([, part]) => !Array.isArray(part) || part.length > 0)
    .map(([name, part]) => `${FIELDS[name] ?? name}: ${valueText(part, form, name)}`)
    .join(", ");
}

export const performanceName = ({ date, time }: PerformanceLine, index: number): string =>
  date === "" ? `Performance ${index + 1}` : `${dayText(date)} ${time}`.trim();

/** "Stodoła, Warsaw"; a place without a venue by its city. */
export function placeText(where: Place): string {
  switch (where.kind) {
    case "online":
      return "Online only";
    case "place":
      return where.city === "" ? "Choose where…" : where.city;
    default:
      return `${where.name}, ${where.city}`;
  }
}

const momentText = ({ date, time, fold }: MomentText): string =>
  `${dayText(date) || "no date"}, ${time || "no time"}${fold === null ? "" : fold === "earlier" ? " (first)" : " (second)"}`;

function lineText(form: EventForm, list: string, key: string): string | null {
  if (list === "performances") {
    const index = form.performances.findIndex((line) => line.key === key);
    const line = form.performances[index];
    return line === undefined ? null : performanceName(line, index);
  }
  if (list !== "ticketTypes" && list !== "quotas") return null;
  const line = form[list].find((each) => each.key === key);
  return line === undefined ? null : line.name || "without a name";
}

const isList = (part: string): boolean => part === "performances" || part === "ticketTypes" || part === "quotas";
const isMoment = (value: unknown): value is MomentText =>
  isTree(value) && "date" in value && "fold" in value && !("key" in value);
const isPlace = (value: unknown): value is Place => isTree(value) && "kind" in value && "zone" in value;
