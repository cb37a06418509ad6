import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { PerformanceCancellation, PerformanceCancellationPreview } from "@liveotter/contracts/promoter/events";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import type { Database } from "@liveotter/database/connect";
import { cancelPerformance as writeCancellation } from "@liveotter/database/promoter/cancel-performance";
import { countCancellation } from "@liveotter/database/promoter/count-cancellation";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { changedSince } from "./change-event.ts";

interface PerformanceAt {
  readonly eventId: EventId;
  readonly performanceId: PerformanceId;
}

/** What cancelling it would do. Nothing is done. @throws ProblemError, DatabaseError */
export async function previewCancellation(
  db: Database,
  { promoterId }: Actor,
  { eventId, performanceId }: PerformanceAt,
): Promise<PerformanceCancellationPreview> {
  const event = await readMyEvent(db, { promoterId, eventId });
  if (!event?.performances.some(({ id }) => id === performanceId)) throw new ProblemError("not-found");
  const counts = await countCancellation(db, { promoterId, eventId }, performanceId);
  return { version: event.version, currency: event.currency, ...counts };
}

/**
 * Cancels one performance of several. One that is cancelled already is answered as it is, so that asking twice does no
 * harm. `mayRefund`: whether the caller may send back the money of all its orders. @throws ProblemError, DatabaseError
 */
export async function cancelPerformance(
  db: Database,
  actor: Actor,
  { eventId, performanceId, version }: PerformanceAt & { readonly version: number | undefined },
  { passes }: PerformanceCancellation,
  mayRefund: boolean,
): Promise<MyEvent> {
  const where = { promoterId: actor.promoterId, eventId };
  const event = await readMyEvent(db, where);
  const performance = event?.performances.find(({ id }) => id === performanceId);
  if (event === null || performance === undefined) throw new ProblemError("not-found");
  if (performance.status === "cancelled") return event;
  if (version !== undefined && version !== event.version) throw changedSince();
  refuseUncancellable(event, performanceId);

  const counts = await countCancellation(db, where, performanceId);
  if (!mayRefund && counts.orders + counts.pendingOrders > 0)
    throw new ProblemError("forbidden", { detail: "It has orders: only owners can cancel it." });
  if (passes === undefined && counts.passes.count > 0) {
    const detail = `is needed: ${counts.passes.count} passes admit to it`;
    throw new ProblemError("invalid-request", { errors: [{ pointer: "/passes", detail }] });
  }
  const at = { eventId, version: event.version };
  const cancelled = await writeCancellation(db, actor, at, performanceId, passes ?? "keep");
  if (cancelled !== null) return cancelled;
  const since = await readMyEvent(db, where);
  if (since?.performances.some(({ id, status }) => id === performanceId && status === "cancelled")) return since;
  if (version !== undefined) throw changedSince();
  throw new ProblemError("conflict", { detail: "It was being changed. Nothing was done: read it again." });
}

/** @throws ProblemError */
function refuseUncancellable({ status, performances }: MyEvent, performanceId: PerformanceId): void {
  if (status !== "published" && status !== "postponed") {
    const errors = [
      { pointer: "/status", detail: `is ${status}: only a public event's performances can be cancelled` },
    ];
    throw new ProblemError("invalid-state", { errors });
  }
  if (performances.every(({ id, status: own }) => id === performanceId || own === "cancelled")) {
    const errors = [{ pointer: "/performances", detail: "has no other performance: cancel the event instead" }];
    throw new ProblemError("invalid-state", { errors });
  }
}
