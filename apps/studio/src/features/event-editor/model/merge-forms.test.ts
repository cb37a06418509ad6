import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { EventForm, PerformanceLine, QuotaLine, TicketTypeLine } from "./event-form.ts";
import { isLines, isTree } from "./form-path.ts";
import { mergeForms } from "./merge-forms.ts";
import { isWords, sameValue } from "./same-value.ts";

// Much is drawn.
vi.setConfig({ testTimeout: 20_000 });

const text = fc.constantFrom("", "a", "b", "c d");
const amount = fc.constantFrom("1", "2.50", "x");
const zone = fc.constantFrom("Europe/Warsaw", "Asia/Tokyo");
const moment = fc.record({
  date: fc.constantFrom("2027-01-01", "2027-02-02"),
  time: fc.constantFrom("10:00", "11:00"),
  fold: fc.constant(null),
});
const words = fc.uniqueArray(fc.constantFrom("p", "q", "r"), { maxLength: 3 });
const keys = fc.uniqueArray(fc.constantFrom("k1", "k2", "k3"), { maxLength: 3 });

const performance = (key: string): fc.Arbitrary<PerformanceLine> =>
  fc.record({
    key: fc.constant(key),
    date: fc.constantFrom("2027-03-03", "2027-04-04", ""),
    time: fc.constantFrom("", "20:00", "2"),
    fold: fc.constantFrom(null, "earlier"),
    endDate: fc.constant(""),
    durationMinutes: amount,
    where: zone.map((zone) => ({ kind: "online" as const, zone })),
    online: fc.boolean(),
  });
const ticketType = (key: string): fc.Arbitrary<TicketTypeLine> =>
  fc.record({
    key: fc.constant(key),
    name: text,
    description: text,
    price: amount,
    phases: fc.array(fc.record({ name: text, until: moment, price: amount }), { maxLength: 1 }),
    hidden: fc.boolean(),
    minPerOrder: text,
    maxPerOrder: text,
    pass: fc.option(words),
  });
const quota = (key: string): fc.Arbitrary<QuotaLine> =>
  fc.record({ key: fc.constant(key), name: text, capacity: amount, performance: text, ticketTypes: words });
const lines = <T>(line: (key: string) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  keys.chain((chosen) => fc.tuple(...chosen.map(line)));

const form: fc.Arbitrary<EventForm> = fc.record({
  ...{ name: text, summary: text, description: text, url: text, genre: text, seriesId: text },
  languages: words,
  tags: words,
  lineUp: text,
  access: text,
  currency: fc.constantFrom("EUR", "JPY"),
  performances: lines(performance),
  ticketTypes: lines(ticketType),
  quotas: lines(quota),
  sales: fc.record({
    zone,
    presale: fc.option(moment),
    onSale: fc.option(moment),
    end: fc.constant(null),
    maxPerOrder: text,
  }),
  fees: fc.option(
    fc.record({ perTicket: amount, perOrder: amount, percent: amount, paidBy: fc.constant("fan" as const) }),
  ),
  tax: fc.option(fc.record({ name: text, rate: amount, included: fc.boolean() })),
});

const WHOLE = new Set(["where", "presale", "onSale", "end", "phases"]);

/** Each thing that one person may change by itself, under a name for it. */
function atoms(value: unknown, path = "", found = new Map<string, unknown>()): Map<string, unknown> {
  const name = path.split("/").at(-1) ?? "";
  if (isWords(value)) for (const word of value) found.set(`${path}/*${word}`, true);
  else if (isLines(value)) {
    for (const line of value) atoms(line, `${path}/${line.key}`, found);
  } else if (isTree(value) && !WHOLE.has(name)) {
    for (const [field, each] of Object.entries(value)) atoms(each, `${path}/${field}`, found);
  } else found.set(path, value);
  return found;
}

const same = (a: unknown, b: unknown, path: string) => sameValue(a, b, path.split("/").at(-1));

describe("what two people made of one event", () => {
  it("keeps every edit of either side, and asks exactly where both changed the same thing differently", () => {
    fc.assert(
      fc.property(form, form, form, (base, mine, theirs) => {
        const merged = mergeForms(base, mine, theirs);
        const asked = merged.conflicts.map((path) => `/${path.join("/")}`);
        const isAsked = (path: string) => asked.some((each) => path === each || path.startsWith(`${each}/`));
        const [b, m, t, result] = [atoms(base), atoms(mine), atoms(theirs), atoms(merged.form)];
        for (const path of new Set([...b.keys(), ...m.keys(), ...t.keys(), ...result.keys()])) {
          const byMe = !same(b.get(path), m.get(path), path);
          const byThem = !same(b.get(path), t.get(path), path);
          const is = (side: Map<string, unknown>) => same(result.get(path), side.get(path), path);
          if (isAsked(path)) expect(is(m), `${path} stands as mine while it is asked about`).toBe(true);
          else if (byMe && byThem) expect(is(m) && is(t), `${path}, changed by both, is asked about`).toBe(true);
          else if (byMe) expect(is(m), `${path} is mine`).toBe(true);
          else expect(is(t), `${path} is theirs`).toBe(true);
        }
        for (const path of merged.conflicts) expect(path).not.toEqual([]);
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  it("takes the other side whole where nothing was changed here, and keeps mine where nothing was there", () => {
    fc.assert(
      fc.property(form, form, (base, other) => {
        expect(mergeForms(base, base, other).conflicts).toEqual([]);
        expect(sameValue(mergeForms(base, base, other).form, other)).toBe(true);
        expect(sameValue(mergeForms(base, other, base).form, other)).toBe(true);
      }),
      { seed: 20261121 },
    );
  });

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(form, form, form, (base, mine, theirs) => {
        const once = mergeForms(base, mine, theirs);
        const again = mergeForms(theirs, once.form, theirs);
        expect(again.conflicts).toEqual([]);
        expect(sameValue(again.form, once.form)).toBe(true);
      }),
      { seed: 20261121 },
    );
  });

  it("comes to the same on both sides once each has the other's", () => {
    fc.assert(
      fc.property(form, form, form, (base, a, b) => {
        // A saved first; B merges and saves; A, who typed nothing since, merges what B saved.
        const byB = mergeForms(base, b, a);
        const byA = mergeForms(a, a, byB.form);
        expect(byA.conflicts).toEqual([]);
        expect(sameValue(byA.form, byB.form)).toBe(true);
      }),
      { seed: 20261121 },
    );
  });

  it("does not ask about one's own save whose answer was lost", () => {
    fc.assert(
      fc.property(form, form, form, (base, sent, typedSince) => {
        const merged = mergeForms(base, typedSince, sent, sent);
        expect(merged.conflicts).toEqual([]);
      }),
      { seed: 20261121 },
    );
  });
});
