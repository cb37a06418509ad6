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
      expect(shard.extend("a", at(minute * MINUTE))).toMatchObject({ outcome: "held", hold: { expiresAt } });
    }
    expect(shard.extend("a", at(HOLD_MAX_MS))).toMatchObject({ outcome: "gone", hold: { state: "lapsed" } });
  });

  it("keeps what it has, or less, where a quota was lowered under it", () => {
    const { postgres, shard, read, hold } = open();
    hold("a", 4);
    postgres.quotas.set("hall", { capacity: 2, blocked: 0 });
    read(1);
    const change = (count: number) => shard.amend("a", { draws: [{ pool: "hall", count }], doc: "{}" }, at(1)).outcome;
    expect([change(5), change(4), change(3), change(4)]).toEqual(["refused", "held", "held", "refused"]);
  });

  it("follows its home to another order, where it is not at home itself", () => {
    const { shard, hold } = open();
    hold("a", 1, false);
    shard.pin("a", "first", false, at(0));
    expect(shard.pin("a", "second", false, at(0))).toMatchObject({ orderId: "second", hold: { orderId: "second" } });
    // Nobody else places the second one.
    shard.failed("a", "second", at(0));
    expect(shard.read("a", at(0))).toMatchObject({ state: "held" });
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
