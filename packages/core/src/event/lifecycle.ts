/** Where an event stands. A draft and what is archived are invisible to the public. */
export type EventStatus = "draft" | "published" | "postponed" | "cancelled" | "archived";

/** What a promoter may do to it. */
export type EventAction = "publish" | "withdraw" | "postpone" | "reschedule" | "cancel" | "archive";

/**
 * Everything that may happen, and nothing else may: from where each action is open, and where it leads. Cancelled is for
 * good: tickets are refunded from it. What is published is archived only once it is over, which its writer guards.
 */
export const EVENT_ACTIONS = {
  publish: { from: ["draft"], to: "published" },
  withdraw: { from: ["published"], to: "draft" },
  postpone: { from: ["published"], to: "postponed" },
  reschedule: { from: ["postponed"], to: "published" },
  cancel: { from: ["published", "postponed"], to: "cancelled" },
  archive: { from: ["draft", "published", "cancelled"], to: "archived" },
} as const satisfies Record<EventAction, { readonly from: readonly EventStatus[]; readonly to: EventStatus }>;

/** Whether `action` is open to an event in this state. */
export function isOpen(status: EventStatus, action: EventAction): boolean {
  const from: readonly EventStatus[] = EVENT_ACTIONS[action].from;
  return from.includes(status);
}
