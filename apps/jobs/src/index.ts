import { instant } from "@liveotter/core/instant";
import { compose, type Deps } from "./deps.ts";
import type { Env } from "./env.ts";
import { sweepBoxOffice } from "./sweep-box-office.ts";
import { drainAll, importAll, runMinute } from "./work.ts";

let deps: Deps | undefined;

export default {
  async scheduled(controller, env) {
    deps ??= compose(env);
    await runMinute(deps, instant(controller.scheduledTime));
  },
  // Answered at once, so that the next wake-up waits for no slow drain: the outbox itself is the queue that matters.
  queue(batch, env, ctx) {
    deps ??= compose(env);
    for (const { body } of batch.messages) deps.log.info("woken", { requestId: requestIdOf(body) });
    ctx.waitUntil(Promise.all([drainAll(deps), importAll(deps), sweepBoxOffice(deps)]));
  },
} satisfies ExportedHandler<Env>;

/** Whose change it was that a wake-up tells of; an older producer says nothing. */
function requestIdOf(body: unknown): string {
  return typeof body === "object" && body !== null && "requestId" in body ? String(body.requestId) : "unknown";
}
