import { toIso } from "@liveotter/core/instant";
import type { AskedQuestion, MyAttendee } from "@liveotter/database/promoter/list-attendees";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { csvLine } from "../csv/csv-line.ts";

const COLUMNS = [
  ...["order", "placed at", "ticket", "state", "ticket type", "performance", "name", "e-mail"],
  ...["ordered by", "ordered by e-mail"],
];

export const attendeesHeader = (questions: readonly AskedQuestion[]): string =>
  csvLine([...COLUMNS, ...questions.map(({ label }) => label)]);

/** One ticket for a spreadsheet: a performance as its place's clocks show it, other times as instants in UTC. */
export function attendeeLine(
  attendee: MyAttendee,
  questions: readonly AskedQuestion[],
  performances: ReadonlyMap<string, MyEvent["performances"][number]>,
): string {
  const { order, ticketId, state, ticketType, performanceId, name, email, answers } = attendee;
  const performance = performances.get(performanceId);
  const when = performance === undefined ? "" : [performance.date, performance.time].filter(Boolean).join(" ");
  return csvLine([
    ...[order.number, toIso(order.placedAt), ticketId, state, ticketType, when, name ?? "", email ?? ""],
    ...[order.name ?? "", order.email ?? ""],
    ...questions.map(({ id }) => answers[id] ?? ""),
  ]);
}
