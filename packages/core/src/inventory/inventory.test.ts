import { describe, expect, it } from "vitest";
import { at, MapClaims, PlainPostgres } from "../../test/inventory-world.ts";
import { asId, type EventId } from "../ids.ts";
import { unreachable } from "../transitions.ts";
import { CLAIM_TRANSITIONS } from "./claim.ts";
import { makeHoldId, readHoldId } from "./hold-id.ts";
import { Inventory } from "./inventory.ts";
import { HOLD_MAX_MS, HOLD_MS } from "./shard-api.ts";

const MINUTE = 60_000;

/** A shard over five places in one hall, read from Postgres at 0. */
function open() {
  const postgres = new PlainPostgres();
  postgres.quotas.set("hall", { capacity: 5, blocked: 0 });
  const shard = new Inventory(new MapClaims(), at(0));
  const read = (now: number) => {
    const reading = shard.ask(at(now));
    shard.learn(reading, postgres.answer(reading.question), at(now));
  };
  read(0);
  const hold = (holdId: string, count: number, home = true) => {
    const request = { holdId, key: holdId, requestHash: holdId, doc: home ? "{}" : null };
    return shard.hold({ ...request, draws: [{ pool: "hall", count }] }, at(0));
  };
  return { postgres, shard, read, hold };
}

describe("a claim", () => {
  it("can come into each of its states, and a pin ends neither by time nor by its holder", () => {
    expect(unreachable(CLAIM_TRANSITIONS, "held")).toEqual([]);
    expect(unreachable({ ...CLAIM_TRANSITIONS, held: {} }, "held")).not.toEqual([]);
    expect(Object.keys(CLAIM_TRANSITIONS.pinned)).toEqual(["fail", "commit", "fold"]);
  });

  it("is extended by ten minutes at a time, and to half an hour in all", () => {
    const { shard, hold } = open();
    hold("a", 1);
    for (const minute of [9, 18, 27, 29]) {
      const expiresAt = Math.min(minute * MINUTE + HOLD_MS, HOLD_MAX_MS);
      expect(shard.extend("a", undefined, at(minute * MINUTE))).toMatchObject({ outcome: "held", hold: { expiresAt } });
    }
    expect(shard.extend("a", undefined, at(HOLD_MAX_MS))).toMatchObject({ outcome: "gone", hold: { state: "lapsed" } });
  });

  it("is extended no longer than the hold's other shards are, and never cut short", () => {
    const { shard, hold } = open();
    hold("a", 1);
    const until = (minute: number) => shard.extend("a", at(minute * MINUTE), at(5 * MINUTE));
    expect(until(12)).toMatchObject({ hold: { expiresAt: 12 * MINUTE } });
    expect(until(3)).toMatchObject({ hold: { expiresAt: 12 * MINUTE } });
  });

  it("keeps what it has, or less, where a quota was lowered under it", () => {
    const { postgres, shard, read, hold } = open();
    hold("a", 4);
    postgres.quotas.set("hall", { capacity: 2, blocked: 0 });
    read(1);
    const change = (count: number) => {
      const revision = shard.read("a", at(1))?.revision ?? -1;
      const amendment = { revision, change: `to ${count}`, draws: [{ pool: "hall", count }], doc: "{}" };
      return shard.amend("a", amendment, at(1)).outcome;
    };
    expect([change(5), change(4), change(3), change(4)]).toEqual(["refused", "held", "held", "refused"]);
  });

  it("follows its home to another order, where it is not at home itself", () => {
    const { shard, hold } = open();
    hold("a", 1, false);
    const pin = (orderId: string, round: number) =>
      shard.pin("a", orderId, { attempt: `places ${orderId}`, revision: 0, round }, at(0));
    pin("first", 1);
    expect(pin("second", 2)).toMatchObject({ orderId: "second", hold: { orderId: "second" } });
    // The first one's pin, on its way for long: the home has given that order up.
    expect([pin("first", 1).outcome, shard.read("a", at(0))?.orderId]).toEqual(["changed", "second"]);
    // No one else places the second one.
    shard.failed("a", "places second", at(0));
    expect(shard.read("a", at(0))).toMatchObject({ state: "held" });
    expect([pin("first", 1).outcome, pin("third", 3).outcome]).toEqual(["changed", "pinned"]);
  });

  it("is changed and pinned only as it was read", () => {
    const { shard, hold } = open();
    hold("a", 1);
    const amend = (revision: number, change: string, count: number) =>
      shard.amend("a", { revision, change, draws: [{ pool: "hall", count }], doc: change }, at(0));
    const pin = (revision: number) => shard.pin("a", "order", { attempt: "a fan", revision }, at(0));
    expect(amend(0, "one tab", 3)).toMatchObject({ outcome: "held", replayed: false, hold: { revision: 1 } });
    expect(amend(0, "another", 2)).toMatchObject({ outcome: "changed", hold: { revision: 1, doc: "one tab" } });
    expect(pin(0)).toMatchObject({ outcome: "changed", hold: { state: "held", doc: "one tab" } });
    expect(amend(0, "one tab", 3)).toMatchObject({ outcome: "held", replayed: true, hold: { revision: 1 } });
    expect(pin(1)).toMatchObject({ outcome: "pinned", hold: { draws: [{ pool: "hall", count: 3 }] } });
    expect(amend(0, "one tab", 3)).toMatchObject({ outcome: "held", replayed: true, hold: { state: "pinned" } });
    expect(amend(1, "one tab", 1)).toMatchObject({ outcome: "gone", hold: { state: "pinned" } });
  });

  it("stays pinned while any attempt places its order, however often another says that it failed", () => {
    const { shard, hold } = open();
    hold("a", 1);
    const pin = (attempt: string) => shard.pin("a", `order of ${attempt}`, { attempt, revision: 0 }, at(0));
    for (const tab of ["one", "other", "other"]) expect(pin(tab)).toMatchObject({ orderId: "order of one", round: 1 });
    for (let repeated = 0; repeated < 3; repeated++) shard.failed("a", "one", at(0));
    expect(shard.read("a", at(0))).toMatchObject({ state: "pinned" });
    shard.committed("a", "order of one", at(0));
    shard.failed("a", "other", at(0));
    expect(shard.read("a", at(0))).toMatchObject({ state: "ordered", orderId: "order of one" });
  });

  it("outside the home takes what a newer revision needs, lapsed or not, and nothing of an older one", () => {
    const { shard, hold } = open();
    hold("a", 2, false);
    const follow = (revision: number, count: number, now = 0) => {
      const request = { holdId: "a", key: "a", requestHash: "a", doc: null, draws: [{ pool: "hall", count }] };
      return shard.hold({ ...request, attempt: `change ${revision}`, revision }, at(now));
    };
    const count = () => {
      const summary = shard.summary(at(0));
      return summary.outcome === "busy" ? null : summary.pools[0]?.held;
    };
    expect([follow(2, 4), count()]).toMatchObject([{ outcome: "held", hold: { revision: 2 } }, 4]);
    expect([follow(1, 1), count()]).toMatchObject([{ outcome: "held", replayed: true, hold: { revision: 2 } }, 4]);
    expect([follow(2, 1), count()]).toMatchObject([{ outcome: "held", replayed: true, hold: { revision: 2 } }, 4]);
    expect(follow(3, 6)).toMatchObject({ outcome: "refused", refused: [{ left: 5 }] });
    const lapsed = HOLD_MS + 1000;
    expect(follow(3, 1, lapsed)).toMatchObject({ outcome: "held", hold: { state: "held", revision: 3 } });
    shard.release("a", {}, at(lapsed));
    expect(follow(4, 1, lapsed)).toMatchObject({ outcome: "held", hold: { state: "released", revision: 3 } });
  });
});

describe("a hold's id", () => {
  it("names its home, and nothing else passes for one", () => {
    const eventId = asId<EventId>("01a1ff11-c5e5-7a4b-a716-16d441693926");
    if (eventId === null) throw new Error("not a UUID");
    const home = { eventId, scope: "01a1ff11-c5e5-7a4b-a716-16d57d6950bd" };
    const id = makeHoldId(
      home,
      Uint8Array.from({ length: 16 }, (_, place) => place),
    );
    expect(readHoldId(id)).toEqual(home);
    for (const other of ["", id.slice(1), `${id}0`, id.toUpperCase(), `${id.slice(0, -1)}g`, "../".repeat(32)]) {
      expect(readHoldId(other)).toBeNull();
    }
  });
});
