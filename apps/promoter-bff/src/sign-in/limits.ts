import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { addressBlock } from "@liveotter/core/address-block";
import { sha256 } from "@liveotter/database/sha256";
import type { RateLimit, Use } from "@liveotter/integrations/rate-limit";
import type { Context } from "hono";
import type { App } from "../http/context.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How often each kind of thing may be asked for: by one address, and about one e-mail address (or by one person). */
const LIMITS = {
  /** Enough for a whole office; a password of ten characters is not guessed at 100 an hour. */
  "sign-in": { address: per(30, MINUTE), subject: per(100, HOUR) },
  "sign-up": { address: per(20, HOUR), subject: per(5, HOUR) },
  reset: { address: per(20, HOUR), subject: per(5, HOUR) },
  /** Links of mails. 256 random bits need no limit; the work of looking does. */
  link: { address: per(60, 10 * MINUTE), subject: per(60, 10 * MINUTE) },
  /** By inviter; each is a mail to somebody who did not ask for it. */
  invitation: { address: per(200, HOUR), subject: per(60, HOUR) },
  /** Tickets that are mailed because a promoter says so: by address of that mail, whichever promoter sends it. */
  tickets: { address: per(3000, HOUR), subject: per(60, HOUR) },
} as const;

/** By one session. People save once in a second or two, scripts much faster: only a runaway meets this. */
export const WRITES: RateLimit = { name: "writes", ...per(3000, MINUTE) };

/** Where no address is told, all share one bucket, and one that is as large as many. */
const NOWHERE_FACTOR = 100;

/** Counts one request of its kind. @throws ProblemError `too-many-requests` */
export async function limit<E extends App>(c: Context<E>, kind: keyof typeof LIMITS, subject?: string): Promise<void> {
  const { address, subject: each } = LIMITS[kind];
  const from = c.req.header("CF-Connecting-IP");
  const uses: Use[] = [
    {
      of: { name: `${kind}-address`, ...address, limit: address.limit * (from === undefined ? NOWHERE_FACTOR : 1) },
      subject: from === undefined ? "nowhere" : await disguised(c, addressBlock(from)),
    },
  ];
  if (subject !== undefined)
    uses.push({ of: { name: `${kind}-subject`, ...each }, subject: await disguised(c, subject) });
  refuse(await c.env.limits.use(...uses));
}

/** Counts one change by this session, in this isolate alone: no save waits for Redis. @throws ProblemError */
export function limitWrites<E extends App>(c: Context<E>, sessionId: string): void {
  if (c.req.method === "GET" || c.req.method === "HEAD") return;
  refuse(c.env.limits.useHere({ of: WRITES, subject: sessionId }));
}

function refuse(seconds: number | null): void {
  if (seconds === null) return;
  throw new ProblemError("too-many-requests", { detail: "Wait a while.", retryAfter: seconds });
}

/** Redis hears of no e-mail or IP address: without the secret nobody can tell whose the hash is. */
const disguised = async <E extends App>(c: Context<E>, text: string): Promise<string> =>
  (await sha256(`${c.env.signIn.secret} ${text}`)).slice(0, 32);

function per(limit: number, seconds: number) {
  return { limit, seconds };
}
