import { expect, test } from "vitest";
import { EVENT_TRANSITIONS, type EventAction, type EventStatus, nextStatus, statesOpenTo } from "./lifecycle.ts";

const table: Record<EventStatus, Partial<Record<EventAction, EventStatus>>> = EVENT_TRANSITIONS;
const states = Object.keys(table) as EventStatus[];

function reachableFrom(start: EventStatus): Set<EventStatus> {
  const seen = new Set<EventStatus>([start]);
  for (const status of seen) for (const next of Object.values(table[status])) seen.add(next);
  return seen;
}

test("every state can be reached from a draft", () => {
  expect([...reachableFrom("draft")].sort()).toEqual([...states].sort());
});

test("every state but cancelled leads somewhere, and none leads to itself", () => {
  for (const status of states) {
    const next = Object.values(table[status]);
    expect(next.length === 0).toBe(status === "cancelled");
    expect(next).not.toContain(status);
  }
});

test("an action that is not open is refused, and says from where it would be", () => {
  expect(nextStatus("draft", "publish")).toBe("published");
  expect(nextStatus("published", "publish")).toBeNull();
  expect(nextStatus("cancelled", "reschedule")).toBeNull();
  expect(statesOpenTo("publish")).toEqual(["draft"]);
  expect(statesOpenTo("cancel")).toEqual(["published", "postponed"]);
});
