import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { sameAsks, sameTerms } from "@liveotter/core/sale/agreement";
import { drawsOf } from "@liveotter/core/sale/draws-of";
import type { WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { NothingAnswersError } from "@liveotter/integrations/cache/tiered-cache";
import { type HoldDoc, holdDoc, type KnownHold, type Offer, offerOf } from "./hold-doc.ts";
import { type HoldDeps, pick } from "./place-hold.ts";

type RenewDeps = Pick<HoldDeps, "sales" | "now">;

/** What a fan says they have seen. Without a tag, all that is known is the total. */
interface Seen {
  readonly total: number;
  readonly quoteTag?: string | undefined;
}

/** What a lapsed hold would be by today's rules. @throws ProblemError where it could not be held any more */
export async function renewed(deps: RenewDeps, { eventId, lines, code }: HoldDoc, waitUntil: WaitUntil) {
  const { sale, picked } = await pick(deps, eventId, lines, code?.code ?? null, waitUntil, true);
  return holdDoc(sale, picked, drawsOf(sale, picked), deps.now());
}

/** What ordering a lapsed hold would mean now; `null` where that is what it was, or cannot be told. */
export async function offerAgain(
  deps: RenewDeps,
  { held, doc }: KnownHold,
  waitUntil: WaitUntil,
): Promise<Offer | null> {
  if (held.state !== "lapsed") return null;
  try {
    const [before, now] = await Promise.all([
      offerOf(doc, held.now),
      renewed(deps, doc, waitUntil).then((fresh) => offerOf(fresh, held.now)),
    ]);
    return before.quoteTag === now.quoteTag ? null : now;
  } catch (error) {
    // Ordering says why.
    if (error instanceof ProblemError || error instanceof NothingAnswersError) return null;
    throw error;
  }
}

/** Whether the fan has seen all of what a hold would be ordered by. */
export const hasSeen = ({ total, quoteTag }: Seen, { quote, quoteTag: tag }: Offer): boolean =>
  total === quote.total && (quoteTag === undefined || quoteTag === tag);

/**
 * Whether the fan has seen all of what a lapsed hold is renewed by. A total alone agrees to other prices, since only a
 * refusal can have told it; to other rules or questions only a tag agrees.
 */
export function hasSeenRenewed(
  seen: Seen,
  before: HoldDoc,
  [was, now]: readonly [Offer, Offer],
  fresh: HoldDoc,
): boolean {
  if (!hasSeen(seen, now)) return false;
  if (seen.quoteTag !== undefined || was.quoteTag === now.quoteTag) return true;
  return seen.total !== was.quote.total && sameTerms(before.terms, fresh.terms) && sameAsks(before.asks, fresh.asks);
}
