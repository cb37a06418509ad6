import { describe, expect, it } from "vitest";
import type { Instant } from "../instant.ts";
import { needsOfChange, needsOfCodeChange, needsOfCodes, needsOfTickets } from "./needs-of.ts";
import type { ScopeNeeds } from "./reservation.ts";

const event = {
  id: "event",
  performances: [{ id: "first" }, { id: "second" }],
  ticketTypes: [{ id: "entry" }, { id: "pass", pass: ["first", "second"] }, { id: "late", pass: null }],
  quotas: [
    { id: "one", performance: "first", capacity: 5, ticketTypes: ["entry", "pass"] },
    { id: "two", performance: "second", capacity: null, ticketTypes: ["entry", "pass", "late"] },
    { id: "house", performance: null, capacity: 8, ticketTypes: ["pass"] },
  ],
};
const [one, two, house] = event.quotas;
const at = (ms: number) => ms as Instant;
const needs = (scope: string, more: Partial<ScopeNeeds>): ScopeNeeds => ({
  ...{ scope, draws: [], limits: [], frozen: [] },
  ...more,
});

describe("capacity needs", () => {
  it("tickets need one of each quota of their type, grouped by shard", () => {
    expect(needsOfTickets(event, "entry", "first", 3)).toEqual([
      needs("first", { draws: [{ pool: "one", count: 3 }] }),
    ]);
    expect(needsOfTickets(event, "pass", null, 2)).toEqual([
      needs("event", { draws: [{ pool: "house", count: 2 }] }),
      needs("first", { draws: [{ pool: "one", count: 2 }] }),
      needs("second", { draws: [{ pool: "two", count: 2 }] }),
    ]);
  });

  it("codes need what they block in addition, and the uses they lose", () => {
    const code = { id: "code", maxUses: 4, used: 1, blocksQuotaId: "one", disabled: false, validUntil: null };
    const quota = (count: number) => [needs("first", { draws: [{ pool: "one", count }] })];
    expect(needsOfCodes(event, code, 10, at(5))).toEqual(quota(40));
    expect(needsOfCodes(event, { ...code, validUntil: at(5) }, 10, at(5))).toEqual([]);
    expect(needsOfCodes(event, { ...code, blocksQuotaId: null }, 10, at(5))).toEqual([]);
    const change = (before: object, after: object) =>
      needsOfCodeChange(event, { ...code, ...before }, { ...code, ...before, ...after }, at(5));
    expect(change({}, { maxUses: 6 })).toEqual(quota(2));
    expect(change({ disabled: true }, { disabled: false })).toEqual(quota(3));
    expect(change({ validUntil: at(4) }, { validUntil: at(9) })).toEqual(quota(3));
    expect(change({ validUntil: at(6) }, { validUntil: null })).toEqual([]);
    expect(change({}, { disabled: true, maxUses: 1 })).toEqual([]);
    const uses = (scope: string, count: number) => [needs(scope, { draws: [{ pool: "code", count }] })];
    expect(change({}, { maxUses: 2 })).toEqual(uses("first", 2));
    expect(change({ used: 3 }, { maxUses: 1 })).toEqual(uses("first", 1));
    expect(change({ blocksQuotaId: null }, { maxUses: 3 })).toEqual(uses("event", 1));
  });

  it("a smaller quota needs a limit; a larger one needs nothing", () => {
    const change = (...quotas: object[]) => needsOfChange(event, { quotas: quotas as (typeof event)["quotas"] }); // lines of the event, changed
    expect(change({ ...one, capacity: 3 })).toEqual([needs("first", { limits: [{ pool: "one", capacity: 3 }] })]);
    expect(change({ ...two, capacity: 9 })).toEqual([needs("second", { limits: [{ pool: "two", capacity: 9 }] })]);
    expect(change({ ...house, capacity: 0 })).toEqual([needs("event", { limits: [{ pool: "house", capacity: 0 }] })]);
    expect(change({ ...one, capacity: 6 }, { ...two }, { ...house, capacity: null })).toEqual([]);
    expect(change({ ...one, ticketTypes: [] })).toEqual([]);
  });

  it("tickets that draw on additional quotas must not be in any cart", () => {
    const frozen = (scope: string, pool: string) => needs(scope, { frozen: [pool] });
    const change = (quota: object) => needsOfChange(event, { quotas: [quota as (typeof event)["quotas"][number]] }); // a line of the event, changed
    const fresh = { capacity: 5, ticketTypes: ["entry"] };
    expect(change({ ...fresh, performance: "first" })).toEqual([frozen("first", "one")]);
    expect(change({ ...fresh, performance: null })).toEqual([frozen("first", "one"), frozen("second", "two")]);
    expect(change({ ...fresh, performance: null, ticketTypes: ["pass"] })).toEqual([frozen("event", "house")]);
    // No cart has tickets for a new performance, or of a type that was not sold there.
    expect(change({ ...fresh, performance: "third" })).toEqual([]);
    expect(change({ ...one, ticketTypes: ["entry", "pass", "late"] })).toEqual([]);
    expect(change({ ...house, ticketTypes: ["pass", "late"] })).toEqual([frozen("second", "two")]);
    // Moving a quota freezes it, and counts as a new quota at the other performance.
    expect(change({ ...one, performance: "second" })).toEqual([frozen("first", "one"), frozen("second", "two")]);
    expect(needsOfChange(event, { ticketTypes: [{ id: "late", pass: ["first"] }] })).toEqual([frozen("second", "two")]);
    expect(needsOfChange(event, { ticketTypes: [{ id: "pass", pass: ["first"] }, { id: "entry" }] })).toEqual([]);
  });
});
