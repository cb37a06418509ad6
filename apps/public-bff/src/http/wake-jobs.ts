import type { Logger } from "@liveotter/integrations/telemetry/logger";

/** As much of a queue as is needed. */
export interface WakeQueue {
  send(wake: { readonly requestId: string }, options: { readonly delaySeconds: number }): Promise<unknown>;
}

/** One message for all that is written within it, which is also how late the message comes. */
const GATHERED_S = 1;

/** Whether a request may have left mail to send in the outbox. A hold touches no Postgres. */
export const leavesWork = (request: Request, response: Response): boolean =>
  response.ok &&
  (request.method === "POST" || request.method === "PATCH") &&
  /^\/v1\/(?:(?:orders|order-email-changes|order-searches|webhooks)(?:\/|$)|events\/[^/]+\/interests$)/.test(
    new URL(request.url).pathname,
  );

/** Tells `jobs` that there is something in the outbox. Never rejects: its cron comes by anyway. `now`: epoch milliseconds. */
export function jobsWaker(queue: WakeQueue | undefined, log: Logger) {
  let toldAt = Number.NEGATIVE_INFINITY;
  return async (requestId: string, now: number): Promise<void> => {
    if (queue === undefined || now - toldAt < GATHERED_S * 1000) return;
    toldAt = now;
    try {
      await queue.send({ requestId }, { delaySeconds: GATHERED_S });
    } catch (error) {
      toldAt = Number.NEGATIVE_INFINITY;
      log.warn("wake-up not queued", { requestId, error: error instanceof Error ? error.name : typeof error });
    }
  };
}
