import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { Context } from "hono";
import type { MemberApp } from "./context.ts";

/** Who asks, in the audit log's words. */
export function actorOf(c: Context<MemberApp>): Actor {
  const { promoter, user } = c.get("me");
  return { promoterId: promoter.id, userId: user.id, requestId: c.get("requestId") };
}
