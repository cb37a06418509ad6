import type { OrderInput } from "@liveotter/contracts/public/orders";
import { asId, type OrderId } from "@liveotter/core/ids";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { quoteOf } from "@liveotter/core/pricing/quote";
import { sortedText } from "@liveotter/core/sorted-text";
import { newId } from "@liveotter/database/new-id";
import type { NewOrder, PlacedOrder } from "@liveotter/database/orders/place-order";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import { sha256 } from "@liveotter/database/sha256";
import type { WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { checkPeople, type People } from "./check-people.ts";
import { type KnownHold, offerOf } from "./hold-doc.ts";
import { orderRefused } from "./order-refused.ts";
import { nothingDone, type OrderStore, refusalOf } from "./order-store.ts";
import { type HoldDeps, readHold, takeHold } from "./place-hold.ts";
import { changedMeanwhile, confirming, lapsed, priceChanged, saleStopped, soldOut } from "./refuse.ts";
import { hasSeen, hasSeenRenewed, renewed } from "./renew-hold.ts";
import { unlessBusy } from "./shards.ts";

export interface OrderDeps extends HoldDeps {
  readonly orders: OrderStore;
}

/** An order's id may be void, or the hold changed, by the time it is placed: then from the beginning, this often. */
const TRIES = 3;

/**
 * Makes an order of a hold. First its shards keep what is held for that order, then Postgres writes it whole or not at
 * all, then the shards are told. Whatever is cut off in between, the same request again finds, or does, the same.
 * @throws ProblemError for what is refused, and `confirming` while nobody knows
 */
export async function placeOrder(
  deps: OrderDeps,
  input: OrderInput,
  key: string,
  waitUntil: WaitUntil,
): Promise<OrderRow> {
  const requestHash = await sha256(JSON.stringify(input));
  for (let tried = 1; ; tried++) {
    const found = await readHold(deps.shards, input.holdId);
    // A shard that lost its storage knows no carts any more: they are picked again.
    if (found === null || found.held.state === "released") throw lapsed();
    const doc = await agreed(deps, found, input, waitUntil);
    const people = checkPeople(doc, input);
    // By other rules than it was held by, it is a hold of its own.
    const asking = { key: `order ${key}`, request: input, replaces: null, pools: doc.pools };
    const known = doc === found.doc ? found : await takeHold(deps.shards, doc, asking, waitUntil);
    const pinned = await pinAll(deps, known, waitUntil);
    if (pinned === null) {
      if (tried < TRIES) continue;
      throw changedMeanwhile();
    }
    const order = newOrder(deps, known, pinned, people, input, { requestKey: key, requestHash });
    let placed: PlacedOrder;
    try {
      placed = await deps.orders.place(order);
    } catch (error) {
      if (!nothingDone(error)) throw confirming(error);
      await tell(deps, known, pinned, "failed");
      const refusal = refusalOf(error);
      if ((refusal === "LO005" || refusal === "LO008") && tried < TRIES) continue;
      throw orderRefused(error, known.doc);
    }
    waitUntil(tell(deps, known, pinned, "committed"));
    return readPlaced(deps, placed.orderId);
  }
}

/** It stands: where it cannot be read now, it can the next time. */
async function readPlaced({ orders }: OrderDeps, orderId: OrderId): Promise<OrderRow> {
  try {
    const row = await orders.read(orderId);
    if (row !== null) return row;
  } catch (error) {
    throw confirming(error);
  }
  throw new Error("an order that stands is not there");
}

/**
 * The document that is to be ordered, where the fan has seen all of it. What has lapsed may be had by the rules of today.
 * @throws ProblemError with what it would be now
 */
async function agreed(deps: OrderDeps, { held, doc }: KnownHold, input: OrderInput, waitUntil: WaitUntil) {
  const was = await offerOf(doc, held.now);
  if (held.state !== "lapsed") {
    if (!hasSeen(input, was)) throw priceChanged(was);
    return doc;
  }
  const fresh = await renewed(deps, doc, waitUntil);
  const now = await offerOf(fresh, held.now);
  if (!hasSeenRenewed(input, doc, [was, now], fresh)) throw priceChanged(now);
  return sortedText(doc) === sortedText(fresh) ? doc : fresh;
}

interface Pinned {
  readonly orderId: OrderId;
  /** Names this attempt to the shards. */
  readonly attempt: string;
  readonly shards: readonly { readonly scope: string; readonly epoch: number }[];
}

/**
 * Each shard keeps what it holds for one order: the one that the home names, which may be another tab's. `null`: the hold
 * has changed since it was read, and nothing is kept.
 */
async function pinAll(deps: OrderDeps, known: KnownHold, waitUntil: WaitUntil): Promise<Pinned | null> {
  const { doc, held } = known;
  const shards: { scope: string; epoch: number }[] = [];
  const attempt = crypto.randomUUID();
  let orderId = newId<OrderId>();
  let round: number | undefined;
  // A shard whose answer was lost may have pinned as well.
  const undo = () => waitUntil(tell(deps, known, { orderId, attempt, shards: doc.scopes }, "failed"));
  try {
    for (const { scope } of doc.scopes) {
      const request = { attempt, revision: held.revision, retake: true, ...(round !== undefined && { round }) };
      const answer = unlessBusy(await deps.shards(doc.eventId, scope).pin(held.holdId, orderId, request));
      if (answer.outcome === "changed") {
        undo();
        return null;
      }
      if (answer.outcome === "refused") throw soldOut(answer.refused, doc.pools, doc.code?.id ?? null);
      if (answer.outcome === "stopped") throw saleStopped(answer.why, doc.lines.length);
      if (answer.outcome === "gone") throw lapsed();
      orderId = asId<OrderId>(answer.orderId) ?? orderId;
      round ??= answer.round;
      shards.push({ scope, epoch: answer.epoch });
    }
    return { orderId, attempt, shards };
  } catch (error) {
    undo();
    throw error;
  }
}

/** May be lost: a shard asks Postgres by itself what became of an order. */
async function tell(
  { shards }: OrderDeps,
  { doc, held }: KnownHold,
  pinned: Pick<Pinned, "orderId" | "attempt"> & { readonly shards: readonly { readonly scope: string }[] },
  what: "committed" | "failed",
): Promise<void> {
  const named = what === "committed" ? pinned.orderId : pinned.attempt;
  await Promise.allSettled(pinned.shards.map(({ scope }) => shards(doc.eventId, scope)[what](held.holdId, named)));
}

function newOrder(
  { now }: OrderDeps,
  { doc, held }: KnownHold,
  { orderId, shards }: Pinned,
  people: People,
  input: OrderInput,
  request: { readonly requestKey: string; readonly requestHash: string },
): NewOrder {
  const { quote, items, promoterFees } = quoteOf(doc.terms, doc.lines);
  const ids = new Map<string, string>();
  const written = items.flatMap(({ line, at, ...sums }) => {
    const priced = doc.lines[line];
    if (priced === undefined) return [];
    const id = newId();
    ids.set(`${line} ${at}`, id);
    return [{ id, ticketTypeId: priced.ticketTypeId, performanceId: priced.performanceId, ...sums }];
  });
  return {
    ...request,
    ...{ orderId, holdId: held.holdId, eventId: doc.eventId, shards, quote, promoterFees, items: written },
    codeId: doc.code?.id ?? null,
    email: input.email,
    emailKey: emailKeyOf(input.email),
    name: input.name ?? null,
    locale: input.locale,
    answers: people.answers,
    attendees: people.attendees.flatMap(({ line, at, ...attendee }) => {
      const item = ids.get(`${line} ${at}`);
      return item === undefined ? [] : [{ item, ...attendee }];
    }),
    now: now(),
  };
}
