import { expect, test } from "vitest";
import { EVENT_ACTIONS, type EventAction, type EventStatus, isOpen } from "./lifecycle.ts";

const actions = Object.keys(EVENT_ACTIONS) as EventAction[];
const states: readonly EventStatus[] = ["draft", "published", "postponed", "cancelled", "archived"];

/** Where an event in this state can get to. */
function reachableFrom(start: EventStatus): EventStatus[] {
  const seen = new Set<EventStatus>([start]);
  for (const status of seen) {
    for (const action of actions) if (isOpen(status, action)) seen.add(EVENT_ACTIONS[action].to);
  }
  return [...seen].sort();
}

test("every state can be reached from a draft, and the archive from every state", () => {
  expect(reachableFrom("draft")).toEqual([...states].sort());
  for (const status of states) expect(reachableFrom(status)).toContain("archived");
});

test("from cancelled and archived nothing comes back to the public", () => {
  expect(reachableFrom("cancelled")).toEqual(["archived", "cancelled"]);
  expect(reachableFrom("archived")).toEqual(["archived"]);
});

test("no action leads to where it began", () => {
  for (const action of actions) expect(isOpen(EVENT_ACTIONS[action].to, action)).toBe(false);
});

test("exactly what the table says is open", () => {
  const open = states.map((status) => [status, actions.filter((action) => isOpen(status, action))]);
  expect(Object.fromEntries(open)).toEqual({
    draft: ["publish", "archive"],
    published: ["withdraw", "postpone", "cancel", "archive"],
    postponed: ["reschedule", "cancel"],
    cancelled: ["archive"],
    archived: [],
  });
});
