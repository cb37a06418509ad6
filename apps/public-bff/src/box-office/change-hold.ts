import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { HoldChange } from "@liveotter/contracts/public/sale";
import type { Instant } from "@liveotter/core/instant";
import { sameTerms } from "@liveotter/core/sale/agreement";
import { drawsOf, type ScopeDraws } from "@liveotter/core/sale/draws-of";
import type { WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { amendShards, HoldChangedError } from "./amend-shards.ts";
import { type HoldDoc, holdDoc, type KnownHold, knownHold, offerOf, poolsOf } from "./hold-doc.ts";
import { asked, type HoldDeps, pick, readHold } from "./place-hold.ts";
import { changedMeanwhile, notHeld, priceChanged } from "./refuse.ts";
import { type Shards, unlessBusy } from "./shards.ts";

/** So often a change begins again because another came first. */
const TRIES = 4;

/**
 * The hold with other lines, another code or more time; refused, it stays as it was.
 * @throws ProblemError, ShardBusyError, ShardLostError, NothingAnswersError
 */
export async function changeHold(
  deps: HoldDeps,
  holdId: string,
  change: HoldChange,
  waitUntil: WaitUntil,
): Promise<KnownHold> {
  for (let tried = 1; ; tried++) {
    const known = await liveHold(deps.shards, holdId);
    try {
      const changed = await changeContent(deps, known, change, waitUntil);
      return change.extend ? await extendAll(deps.shards, changed) : changed;
    } catch (error) {
      if (!(error instanceof HoldChangedError)) throw error;
      if (tried === TRIES) throw changedMeanwhile();
    }
  }
}

/** A hold that is held now. @throws ProblemError for any other */
async function liveHold(shards: Shards, holdId: string): Promise<KnownHold> {
  const known = await readHold(shards, holdId);
  if (known === null) throw new ProblemError("not-found");
  if (known.held.state !== "held") throw notHeld(known.held);
  return known;
}

async function changeContent(
  deps: HoldDeps,
  known: KnownHold,
  { lines, code, quoteTag }: HoldChange,
  waitUntil: WaitUntil,
): Promise<KnownHold> {
  if (lines === undefined && code === undefined) return known;
  const { doc } = known;
  const typed = code === undefined ? (doc.code?.code ?? null) : code;
  const wanted = lines === undefined ? doc.lines : asked(lines);
  const { sale, picked } = await pick(deps, doc.eventId, wanted, typed, waitUntil, lines === undefined);
  const scopes = widened(doc.scopes, drawsOf(sale, picked));
  const changed = holdDoc(sale, picked, scopes, deps.now(), doc.lines);
  if (isSameWish(doc, changed)) return known;
  if (!sameTerms(doc.terms, changed.terms)) {
    // Other rules make another price of tickets that are held already: the fan agrees to it first.
    const offer = await offerOf(changed, deps.now());
    if (quoteTag !== offer.quoteTag) throw priceChanged(offer);
  }
  const pools = picked.map((line) => poolsOf(sale, line));
  return amendShards(deps.shards, known, changed, pools);
}

/** Whether nothing would change but the rules: the same tickets at the same prices, by the same code. */
const isSameWish = (doc: HoldDoc, changed: HoldDoc): boolean =>
  doc.code?.id === changed.code?.id &&
  doc.lines.length === changed.lines.length &&
  doc.lines.every(({ ticketTypeId, performanceId, quantity, unitPrice }, at) => {
    const other = changed.lines[at];
    return (
      other?.ticketTypeId === ticketTypeId &&
      other.performanceId === performanceId &&
      other.quantity === quantity &&
      other.unitPrice === unitPrice
    );
  });

/** The home stays where the document is; a shard that is not needed any more goes on with nothing. */
function widened(before: readonly ScopeDraws[], scopes: readonly ScopeDraws[]): ScopeDraws[] {
  const drawn = new Map(scopes.map(({ scope, draws }) => [scope, draws]));
  const kept = before.map(({ scope }) => ({ scope, draws: drawn.get(scope) ?? [] }));
  return [...kept, ...scopes.filter(({ scope }) => !before.some((one) => one.scope === scope))];
}

/** The home last, and no longer than the others: what it says, they keep. */
async function extendAll(shards: Shards, { held: { holdId }, doc }: KnownHold): Promise<KnownHold> {
  const [home, ...others] = doc.scopes;
  let until: Instant | undefined;
  for (const { scope } of [...others, ...(home === undefined ? [] : [home])]) {
    const answer = unlessBusy(await shards(doc.eventId, scope).extend(holdId, until));
    if (answer.outcome === "gone") throw notHeld(answer.hold);
    const known = knownHold(answer.hold);
    if (known !== null) return known;
    until = until === undefined || answer.hold.expiresAt < until ? answer.hold.expiresAt : until;
  }
  throw new Error("a hold came without its document");
}
