import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { addressBlock } from "@liveotter/core/address-block";
import { sha256 } from "@liveotter/database/sha256";
import type { Use } from "@liveotter/integrations/rate-limit";
import type { AppContext } from "./context.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often each kind of thing may be done: from one address, and by one subject (a hold, an e-mail address). Whole cities
 * share one address of their mobile network at an on-sale, so these stop machines and no crowd.
 */
const LIMITS = {
  hold: { address: per(1200, MINUTE), subject: per(1200, MINUTE) },
  "hold-change": { address: per(2400, MINUTE), subject: per(60, MINUTE) },
  /** Codes of promoters are often short. */
  code: { address: per(600, MINUTE), subject: per(600, MINUTE) },
  order: { address: per(600, MINUTE), subject: per(60, MINUTE) },
  /** By order: what stolen cards are tried on has many tries. */
  payment: { address: null, subject: per(60, HOUR) },
  /** Nobody has proved the address that an order is for, and it gets mail: by address of that mail, or by order. */
  "order-mail": { address: null, subject: per(60, HOUR) },
  /** Corrections of one order's address: each mails a stranger. */
  "order-email": { address: per(60, HOUR), subject: per(5, HOUR) },
  /** A thousand pages take seconds of work. */
  print: { address: per(300, MINUTE), subject: per(20, MINUTE) },
  /** A tenth of a second each, and kept once drawn: those who fetch them for others ask for few that are new. */
  card: { address: per(120, MINUTE), subject: per(120, MINUTE) },
  /** Each is a mail to whoever has orders there, and ends the code before it. */
  "order-search": { address: per(60, HOUR), subject: per(5, HOUR) },
  /** A code has five tries of its own. */
  "order-code": { address: per(300, HOUR), subject: per(30, HOUR) },
  /** Each is a mail to an address that nobody has proved. Postgres keeps a count of its own, by address, that lasts. */
  interest: { address: per(120, HOUR), subject: per(5, HOUR) },
  /** By event: what a crowd does before a sale, and no more than mail can follow. */
  "interest-event": { address: null, subject: per(3000, MINUTE) },
  /** By mailed link. Mail services that unsubscribe for many share few addresses. */
  "mailed-link": { address: null, subject: per(30, MINUTE) },
  "order-change": { address: per(600, MINUTE), subject: per(30, MINUTE) },
} as const satisfies Record<string, { address: ReturnType<typeof per> | null; subject: ReturnType<typeof per> }>;

/** Where no address is told, all share one bucket, and one that is as large as many. */
const NOWHERE_FACTOR = 1000;

/** Counts one request of its kind, in this isolate and beyond. @throws ProblemError `too-many-requests` */
export const limit = (c: AppContext, kind: Kind, subject?: string): Promise<void> => limitAll(c, [kind, subject]);

/** The same of a request that is of several kinds, at once. @throws ProblemError `too-many-requests` */
export async function limitAll(
  c: AppContext,
  ...kinds: readonly (readonly [kind: Kind, subject: string | undefined])[]
): Promise<void> {
  const uses = kinds
    .flatMap(([kind, subject]) => usesOf(c, kind, subject))
    .map(async (use) => ({ ...use, subject: await disguised(use.subject) }));
  refuse(await c.env.limits.use(...(await Promise.all(uses))));
}

/** The same by this isolate's count alone: a hold waits for no Redis. @throws ProblemError `too-many-requests` */
export function limitHere(c: AppContext, kind: Kind, subject?: string): void {
  refuse(c.env.limits.useHere(...usesOf(c, kind, subject)));
}

type Kind = keyof typeof LIMITS;

function usesOf(c: AppContext, kind: Kind, subject: string | undefined): Use[] {
  const { address, subject: each } = LIMITS[kind];
  const uses: Use[] = [];
  if (address !== null) {
    const from = c.req.header("CF-Connecting-IP");
    const most = address.limit * (from === undefined ? NOWHERE_FACTOR : 1);
    uses.push({
      of: { name: `${kind}-address`, ...address, limit: most },
      subject: from === undefined ? "nowhere" : addressBlock(from),
    });
  }
  if (subject !== undefined) uses.push({ of: { name: `${kind}-subject`, ...each }, subject });
  return uses;
}

function refuse(seconds: number | null): void {
  if (seconds === null) return;
  throw new ProblemError("too-many-requests", { detail: "Wait a while.", retryAfter: seconds });
}

/** Redis hears of no address as it is written, and keeps none for longer than the window. */
const disguised = async (text: string): Promise<string> => (await sha256(`limit ${text}`)).slice(0, 32);

function per(limit: number, seconds: number) {
  return { limit, seconds };
}
