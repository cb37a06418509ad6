/** Where an event stands. Only a draft is invisible to the public. */
export type EventStatus = "draft" | "published" | "postponed" | "cancelled";

/** What a promoter may do to it. */
export type EventAction = "publish" | "withdraw" | "postpone" | "reschedule" | "cancel";

/** Everything that may happen, and nothing else may. Cancelled is for good: tickets are refunded from it. */
export const EVENT_TRANSITIONS = {
  draft: { publish: "published" },
  published: { withdraw: "draft", postpone: "postponed", cancel: "cancelled" },
  postponed: { reschedule: "published", cancel: "cancelled" },
  cancelled: {},
} as const satisfies Record<EventStatus, Partial<Record<EventAction, EventStatus>>>;

/** The state after `action`, or `null` when it is not open to an event in this state. */
export function nextStatus(status: EventStatus, action: EventAction): EventStatus | null {
  const open: Partial<Record<EventAction, EventStatus>> = EVENT_TRANSITIONS[status];
  return open[action] ?? null;
}

/** The states from which `action` leads on: what a guard in a WHERE clause lists. */
export function statesOpenTo(action: EventAction): readonly EventStatus[] {
  const states = Object.keys(EVENT_TRANSITIONS) as EventStatus[]; // exactly the table's keys
  return states.filter((status) => nextStatus(status, action) !== null);
}
