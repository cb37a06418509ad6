import type { Draw, HeldState } from "@liveotter/core/inventory/shard-api";
import { type HoldDoc, type KnownHold, knownHold } from "./hold-doc.ts";
import { anotherRequest, notHeld, saleStopped, soldOut } from "./refuse.ts";
import { type Shards, unlessBusy } from "./shards.ts";

/** Someone else changed the hold since it was read. Nothing of this change counts: read the hold again. */
export class HoldChangedError extends Error {
  override readonly name = "HoldChangedError";
}

/**
 * Writes another document of a hold, with the draws that go with it in all of its shards. One shard changes in one step.
 * Over several, the home takes what it needs beside what it has, which gives this change a revision; the others take
 * theirs under that revision; then the home writes the document, and all give back what it does not need. Until the
 * document is written, each shard still has all that the old one needs, and a later change takes over by a later revision.
 * @param pools those that each line of the request takes from: a refusal names these lines
 * @throws HoldChangedError, ProblemError, ShardBusyError, ShardLostError
 */
export async function amendShards(
  shards: Shards,
  { held, doc: before }: KnownHold,
  doc: HoldDoc,
  pools: HoldDoc["pools"],
): Promise<KnownHold> {
  const { holdId } = held;
  const change = crypto.randomUUID();
  const [home, ...others] = doc.scopes;
  if (home === undefined) throw new Error("a hold has no home");
  const at = (scope: string) => shards(doc.eventId, scope);
  const had = (scope: string) => before.scopes.find((one) => one.scope === scope)?.draws;
  const joined = others.filter(({ scope }) => had(scope) === undefined).map(({ scope }) => scope);

  if (others.length === 0) return known(await amend(held.revision, home.draws, doc));
  const { revision } = await amend(held.revision, larger(had(home.scope) ?? [], home.draws), before);
  try {
    for (const { scope, draws } of others) await follow(scope, revision, larger(had(scope) ?? [], draws));
  } catch (error) {
    await undo(revision);
    throw error;
  }
  const amended = await amend(revision, home.draws, doc);
  // What is not given back now lapses with the hold.
  await Promise.allSettled(others.map(({ scope, draws }) => follow(scope, amended.revision, draws)));
  return known(amended);

  async function amend(from: number, draws: readonly Draw[], text: HoldDoc): Promise<HeldState> {
    const request = { revision: from, change, draws, doc: JSON.stringify(text) };
    const answer = unlessBusy(await at(home?.scope ?? "").amend(holdId, request));
    if (answer.outcome === "held") return answer.hold;
    if (answer.outcome === "stopped") throw saleStopped(answer.why, doc.lines.length);
    if (answer.outcome === "refused") throw soldOut(answer.refused, pools, doc.code?.id ?? null);
    await leave(answer.hold);
    throw answer.outcome === "changed" ? new HoldChangedError() : notHeld(answer.hold);
  }

  async function follow(scope: string, to: number, draws: readonly Draw[]): Promise<void> {
    const request = { holdId, key: holdId, requestHash: holdId, draws, doc: null, attempt: change, revision: to };
    const answer = unlessBusy(await at(scope).hold(request));
    if (answer.outcome === "refused") throw soldOut(answer.refused, pools, doc.code?.id ?? null);
    if (answer.outcome === "stopped") throw saleStopped(answer.why, doc.lines.length);
    if (answer.outcome === "mismatch") throw anotherRequest();
    if (answer.hold.revision > to) throw new HoldChangedError();
    // Released or ordered meanwhile.
    if (answer.hold.revision < to) throw notHeld(answer.hold);
  }

  /** Back to what was held before, unless a later change has taken over, which sees to it itself. */
  async function undo(from: number): Promise<void> {
    const [back] = await Promise.allSettled([amend(from, had(home?.scope ?? "") ?? [], before)]);
    if (back.status === "fulfilled") {
      const kept = before.scopes.filter(({ scope }) => scope !== home?.scope);
      await Promise.allSettled(kept.map(({ scope, draws }) => follow(scope, back.value.revision, draws)));
    }
    await leave(null);
  }

  /** Gives back what this change took in shards that the hold, as it is now, does not name. */
  async function leave(now: HeldState | null): Promise<void> {
    const named = (now === null ? before : knownHold(now)?.doc)?.scopes.map(({ scope }) => scope) ?? [];
    const left = joined.filter((scope) => !named.includes(scope));
    await Promise.allSettled(left.map((scope) => at(scope).release(holdId, { undo: true, attempt: change })));
  }
}

function known(held: HeldState): KnownHold {
  const hold = knownHold(held);
  if (hold === null) throw new Error("a hold came without its document");
  return hold;
}

/** Per pool the larger of the two. */
function larger(one: readonly Draw[], other: readonly Draw[]): Draw[] {
  const name = ({ pool, via = "" }: Draw) => `${pool} ${via}`;
  const most = new Map(one.map((draw) => [name(draw), draw]));
  for (const draw of other) if (draw.count > (most.get(name(draw))?.count ?? 0)) most.set(name(draw), draw);
  return [...most.values()];
}
