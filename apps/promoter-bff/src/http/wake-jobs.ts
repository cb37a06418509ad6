import type { MyEvent } from "@liveotter/database/promoter/my-event";
import type { Context } from "hono";
import type { MemberApp } from "./context.ts";

/** After the commit, behind the answer. What the public never saw is nobody's business: nothing waits in the outbox. */
export function wakeJobs(c: Context<MemberApp>, { publishedAt }: MyEvent): void {
  if (publishedAt !== null) c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
}
