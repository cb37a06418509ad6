import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { HoldInput } from "@liveotter/contracts/public/sale";
import { asId, type EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { makeHoldId, readHoldId } from "@liveotter/core/inventory/hold-id";
import type { HeldState, Shortage } from "@liveotter/core/inventory/shard-api";
import { drawsOf } from "@liveotter/core/sale/draws-of";
import { type AskedLine, type PickedLine, pickLines } from "@liveotter/core/sale/pick-lines";
import type { Sale } from "@liveotter/core/sale/sale";
import { codeKey } from "@liveotter/core/sale/sale-code";
import { sha256 } from "@liveotter/database/sha256";
import type { WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { type HoldDoc, holdDoc, type KnownHold, knownHold, poolsOf } from "./hold-doc.ts";
import { anotherRequest, pickRefused, saleStopped, soldOut } from "./refuse.ts";
import type { Sales } from "./sales.ts";
import { type Shards, unlessBusy } from "./shards.ts";

/** What holding takes: copies of sales, and shards. No Postgres, no Redis. */
export interface HoldDeps {
  readonly sales: Sales;
  readonly shards: Shards;
  readonly now: () => Instant;
  /** Whether a pass of the waiting room lets somebody in to this event now. */
  readonly admits: (pass: string | null, eventId: EventId) => Promise<boolean>;
}

/**
 * Holds all of the lines or none. The same `key` with the same input is the same hold.
 * @throws ProblemError for what cannot be held, ShardBusyError, ShardLostError, NothingAnswersError
 */
export async function placeHold(
  deps: HoldDeps,
  input: HoldInput,
  key: string,
  waitUntil: WaitUntil,
): Promise<KnownHold> {
  const { sale, picked } = await pick(deps, input.eventId, asked(input.lines), input.code ?? null, waitUntil);
  if (sale.needsPass && !(await deps.admits(input.pass ?? null, sale.eventId))) {
    const detail = "needs a valid pass of the waiting room";
    throw new ProblemError("forbidden", { detail: "Wait your turn first.", errors: [{ pointer: "/pass", detail }] });
  }
  const doc = holdDoc(sale, picked, drawsOf(sale, picked), deps.now());
  const { pass: _, ...request } = input;
  const replaces = await replaced(deps, input.replaces ?? null);
  const pools = picked.map((line) => poolsOf(sale, line));
  return takeHold(deps.shards, doc, { key, request, replaces, pools }, waitUntil);
}

/** Under which key which request asks for a hold, and what it is to take the place of. */
interface Asking {
  readonly key: string;
  readonly request: unknown;
  readonly replaces: KnownHold | null;
  /** The pools that each line of the request takes from: a refusal names these lines. */
  readonly pools: readonly (readonly string[])[];
}

/** Holds what the document says, in all of its shards or none. @throws as `placeHold` does */
export async function takeHold(
  shards: Shards,
  doc: HoldDoc,
  { key, request, replaces, pools }: Asking,
  waitUntil: WaitUntil,
): Promise<KnownHold> {
  const holdId = makeHoldId({ eventId: doc.eventId, scope: homeOf(doc) }, crypto.getRandomValues(new Uint8Array(16)));
  const requestHash = await sha256(JSON.stringify(request));
  return takeAll(shards, { doc, holdId, key, requestHash, replaces, pools }, waitUntil);
}

/** What is asked for, as the event's rules have it now. `held`: the lines are a hold's own. @throws ProblemError */
export async function pick(
  { sales, now }: Pick<HoldDeps, "sales" | "now">,
  event: string,
  lines: readonly AskedLine[],
  typedCode: string | null,
  waitUntil: WaitUntil,
  held = false,
): Promise<{ readonly sale: Sale; readonly picked: readonly PickedLine[] }> {
  const eventId = asId<EventId>(event);
  const sale = eventId && (await sales.sale(eventId, waitUntil));
  if (!sale) {
    if (held) throw saleStopped("withdrawn", lines.length);
    throw new ProblemError("not-found", { errors: [{ pointer: "/eventId", detail: "is no event on sale" }] });
  }
  const key = typedCode === null ? null : codeKey(typedCode);
  const code = key === null ? undefined : await sales.code(sale.eventId, key, waitUntil);
  const picked = pickLines(sale, lines, code, now());
  if (!picked.ok) throw pickRefused(picked.refusal, { held });
  return { sale, picked: picked.lines };
}

/** As core has lines: a pass says so by `null`. */
export const asked = (lines: HoldInput["lines"]): AskedLine[] =>
  lines.map(({ ticketTypeId, performanceId = null, quantity }) => ({ ticketTypeId, performanceId, quantity }));

/** The scope whose shard keeps the document. */
const homeOf = ({ scopes, eventId }: HoldDoc): string => scopes[0]?.scope ?? eventId;

interface Taking extends Omit<Asking, "request"> {
  readonly doc: HoldDoc;
  readonly holdId: string;
  readonly requestHash: string;
}

async function takeAll(shards: Shards, request: Taking, waitUntil: WaitUntil): Promise<KnownHold> {
  const { replaces, doc } = request;
  // In one shard the old hold goes and the new one comes in one step.
  const before = replaces?.doc.scopes ?? [];
  if (doc.scopes.length === 1 && before.every(({ scope }) => scope === homeOf(doc))) {
    return held(await take(shards, request, replaces?.held.holdId ?? null, waitUntil), request);
  }
  // Over several, the old one goes once the new one is whole; or before, where it alone stands in the way.
  const first = await take(shards, request, null, waitUntil);
  if ("hold" in first) {
    if (replaces !== null && !first.replayed) waitUntil(release(shards, replaces).catch(() => {}));
    return held(first, request);
  }
  const own = (pool: string) =>
    before
      .flatMap(({ draws }) => draws.filter((draw) => draw.pool === pool))
      .reduce((sum, { count }) => sum + count, 0);
  if (replaces === null || !first.refused.some(({ pool }) => own(pool) > 0)) return held(first, request);
  await release(shards, replaces);
  return held(await take(shards, request, null, waitUntil), request);
}

type Taken = { readonly hold: HeldState; readonly replayed: boolean } | { readonly refused: readonly Shortage[] };

/** Scope by scope in their order; what was taken before one refuses is given back. The home's answer is the hold's. */
async function take(shards: Shards, request: Taking, replaces: string | null, waitUntil: WaitUntil): Promise<Taken> {
  const { key, requestHash } = request;
  const { eventId, scopes } = request.doc;
  const at = (scope: string) => shards(eventId, scope);
  const home = homeOf(request.doc);
  const draws = scopes.find(({ scope }) => scope === home)?.draws ?? [];
  const doc = JSON.stringify(request.doc);
  const attempt = crypto.randomUUID();
  const first = await at(home).hold({ holdId: request.holdId, key, requestHash, draws, doc, replaces, attempt });
  const answer = unlessBusy(first);
  if (answer.outcome === "refused") return answer;
  if (answer.outcome === "stopped") throw saleStopped(answer.why, request.doc.lines.length);
  if (answer.outcome === "mismatch") throw anotherRequest();
  // What was answered before may have been cut off half-way: its other shards are asked again, and do nothing twice.
  const others = knownHold(answer.hold)?.doc.scopes.filter(({ scope }) => scope !== home) ?? [];
  if (answer.hold.state !== "held" || others.length === 0) return answer;
  const { holdId } = answer.hold;
  const asked = [home];
  const taken = answer.replayed ? [] : [home];
  try {
    for (const { scope, draws } of others) {
      const part = { holdId, key: holdId, requestHash: holdId, draws, doc: null, attempt };
      const next = unlessBusy(await at(scope).hold(part));
      if (next.outcome === "stopped") throw saleStopped(next.why, request.doc.lines.length);
      if (next.outcome === "refused") {
        // It never was whole, whoever began it.
        await giveBack(asked);
        return next;
      }
      asked.push(scope);
      if (next.outcome === "held" && !next.replayed) taken.push(scope);
    }
    return answer;
  } catch (error) {
    // What stood before stays: somebody may have been told of it.
    waitUntil(giveBack(taken));
    throw error;
  }

  /** As if nothing had been asked: the same key may ask again. It may have by then, and keeps what it was told it has. */
  async function giveBack(scopes: readonly string[]): Promise<void> {
    await Promise.allSettled(scopes.map((scope) => at(scope).release(holdId, { undo: true, attempt })));
  }
}

function held(taken: Taken, { doc, pools }: Taking): KnownHold {
  if ("refused" in taken) throw soldOut(taken.refused, pools, doc.code?.id ?? null);
  const known = knownHold(taken.hold);
  if (known === null) throw new Error("a hold came without its document");
  return known;
}

/** The hold that is to be given up, where it is still held. */
async function replaced({ shards }: HoldDeps, holdId: string | null): Promise<KnownHold | null> {
  const known = holdId === null ? null : await readHold(shards, holdId);
  return known?.held.state === "held" ? known : null;
}

/** The hold of an id as it is now; `null` for one that its shard does not know, any more or at all. @throws ShardLostError */
export async function readHold(shards: Shards, holdId: string): Promise<KnownHold | null> {
  const home = readHoldId(holdId);
  const state = home && (await shards(home.eventId, home.scope).read(holdId));
  return state && knownHold(state);
}

/**
 * Releases a hold: first in its home, so that no order and no change of it comes after, then in its other shards, by the
 * document that it had then. `false`: it has become an order, and stays.
 */
export async function release(shards: Shards, { held: { holdId }, doc }: KnownHold): Promise<boolean> {
  const { hold: last } = await shards(doc.eventId, homeOf(doc)).release(holdId);
  if (last?.state === "pinned" || last?.state === "ordered") return false;
  const { scopes } = (last && knownHold(last)?.doc) ?? doc;
  const others = scopes.filter(({ scope }) => scope !== homeOf(doc));
  await Promise.all(others.map(({ scope }) => shards(doc.eventId, scope).release(holdId)));
  return true;
}
