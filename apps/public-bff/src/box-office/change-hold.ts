import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { HoldChange } from "@liveotter/contracts/public/sale";
import type { Draw, HeldState } from "@liveotter/core/inventory/shard-api";
import { drawsOf, type ScopeDraws } from "@liveotter/core/sale/draws-of";
import type { WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { type HoldDoc, holdDoc, type KnownHold, knownHold } from "./hold-doc.ts";
import { asked, type HoldDeps, pick, readHold } from "./place-hold.ts";
import { lapsed, notOnSale, soldOut } from "./refuse.ts";
import { type Shards, unlessBusy } from "./shards.ts";

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
  let known = await liveHold(deps.shards, holdId);
  if (change.lines !== undefined || change.code !== undefined) {
    const { doc } = known;
    const code = change.code === undefined ? (doc.code?.code ?? null) : change.code;
    const { sale, picked } = await pick(
      deps,
      doc.eventId,
      change.lines === undefined ? doc.lines : asked(change.lines),
      code,
      waitUntil,
    );
    const scopes = widened(doc.scopes, drawsOf(sale, picked));
    known = await amendAll(deps.shards, known, holdDoc(sale, picked, scopes, deps.now(), doc));
  }
  return change.extend ? extendAll(deps.shards, known) : known;
}

/** A hold that is held now. @throws ProblemError for any other */
async function liveHold(shards: Shards, holdId: string): Promise<KnownHold> {
  const known = await readHold(shards, holdId);
  if (known === null) throw new ProblemError("not-found");
  if (known.held.state !== "held") throw notHeld(known.held);
  return known;
}

const notHeld = (held: HeldState | null): ProblemError =>
  held?.state === "pinned" || held?.state === "ordered"
    ? new ProblemError("invalid-state", { detail: "The hold has become an order." })
    : lapsed();

/** The home stays where the document is; a shard that is not needed any more goes on with nothing. */
function widened(before: readonly ScopeDraws[], scopes: readonly ScopeDraws[]): ScopeDraws[] {
  const drawn = new Map(scopes.map(({ scope, draws }) => [scope, draws]));
  const kept = before.map(({ scope }) => ({ scope, draws: drawn.get(scope) ?? [] }));
  return [...kept, ...scopes.filter(({ scope }) => !before.some((one) => one.scope === scope))];
}

/**
 * One shard changes in one step. Over several, each first takes what it needs beside what it has, and gives back only
 * once all have: until then each can go back to what it had.
 */
async function amendAll(shards: Shards, known: KnownHold, doc: HoldDoc): Promise<KnownHold> {
  const { held, doc: before } = known;
  const [home, ...others] = doc.scopes;
  if (home === undefined) throw new Error("a hold has no home");
  const at = (scope: string) => shards(doc.eventId, scope);
  const amend = async (scope: string, draws: readonly Draw[], text: string | null) => {
    const answer = unlessBusy(await at(scope).amend(held.holdId, { draws, doc: text }));
    if (answer.outcome === "held") return answer.hold;
    if (answer.outcome === "stopped") throw notOnSale("The sale is stopped.");
    if (answer.outcome === "refused") throw soldOut(answer.refused, doc.pools, doc.code?.id ?? null);
    throw notHeld(answer.hold);
  };
  const had = (scope: string) => before.scopes.find((one) => one.scope === scope)?.draws;
  if (others.length === 0) return amended(await amend(home.scope, home.draws, JSON.stringify(doc)));

  const grown: string[] = [];
  try {
    for (const { scope, draws } of doc.scopes) {
      const own = had(scope);
      if (own === undefined) await join(scope, draws);
      else await amend(scope, larger(own, draws), scope === home.scope ? JSON.stringify(before) : null);
      grown.push(scope);
    }
  } catch (error) {
    await Promise.allSettled(grown.map(shrink));
    throw error;
  }
  const hold = await amend(home.scope, home.draws, JSON.stringify(doc));
  for (const { scope, draws } of others) await amend(scope, draws, null);
  return amended(hold);

  function shrink(scope: string): Promise<unknown> {
    const own = had(scope);
    if (own === undefined) return at(scope).release(held.holdId, { undo: true });
    return amend(scope, own, scope === home?.scope ? JSON.stringify(before) : null);
  }

  async function join(scope: string, draws: readonly Draw[]): Promise<void> {
    const { holdId } = held;
    const answer = unlessBusy(await at(scope).hold({ holdId, key: holdId, requestHash: holdId, draws, doc: null }));
    // Of a change that was cut off half-way.
    if (answer.outcome === "held" && answer.replayed) await amend(scope, draws, null);
    if (answer.outcome === "held") return;
    if (answer.outcome === "refused") throw soldOut(answer.refused, doc.pools, doc.code?.id ?? null);
    throw notOnSale("The sale is stopped.");
  }
}

function amended(hold: HeldState): KnownHold {
  const known = knownHold(hold);
  if (known === null) throw new Error("a hold came without its document");
  return known;
}

/** Per pool the larger of the two. */
function larger(one: readonly Draw[], other: readonly Draw[]): Draw[] {
  const name = ({ pool, via = "" }: Draw) => `${pool} ${via}`;
  const most = new Map(one.map((draw) => [name(draw), draw]));
  for (const draw of other) if (draw.count > (most.get(name(draw))?.count ?? 0)) most.set(name(draw), draw);
  return [...most.values()];
}

async function extendAll(shards: Shards, known: KnownHold): Promise<KnownHold> {
  let home = known;
  for (const { scope } of known.doc.scopes) {
    const answer = unlessBusy(await shards(known.doc.eventId, scope).extend(known.held.holdId));
    if (answer.outcome === "gone") throw notHeld(answer.hold);
    home = knownHold(answer.hold) ?? home;
  }
  return home;
}
