import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { Session, SessionList } from "@liveotter/contracts/promoter/session";
import { toIso } from "@liveotter/core/instant";
import type { SessionInfo } from "@liveotter/database/sign-in/list-sessions";
import { type PersonSession, readSession } from "@liveotter/database/sign-in/read-session";
import type { Context } from "hono";
import type { App } from "../http/context.ts";

export const sessionReply = ({ user, promoter, promoters, expiresAt }: PersonSession): Session => ({
  user,
  promoter,
  promoters: [...promoters],
  expiresAt: toIso(expiresAt),
});

/** The session of this token as it is now. @throws ProblemError when it has ended meanwhile */
export async function sessionNow<E extends App>(c: Context<E>, token: string | null): Promise<Session> {
  const me = token === null ? null : await c.env.auth((db) => readSession(db, token, c.env.now()));
  if (me === null) throw new ProblemError("unauthenticated");
  return sessionReply(me);
}

export const sessionsReply = (sessions: readonly SessionInfo[], currentId: string): SessionList => ({
  items: sessions.map(({ id, createdAt, seenAt, userAgent }) => ({
    id,
    current: id === currentId,
    createdAt: toIso(createdAt),
    lastSeenAt: toIso(seenAt),
    userAgent: userAgent === "" ? null : userAgent,
  })),
});
