import { describe, expect, it } from "vitest";
import { numbersFrom } from "../seeded.ts";
import { notLinearizable, type Operation } from "./linearizable.ts";

const step = (what: Operation["what"], count: number | null, from: number, to: number | null): Operation => ({
  ...{ what, count, from, to, by: "a fan" },
});

/** What everybody can see of a history, beside how it is judged. Rooms are of three. */
const KNOWN: readonly { readonly name: string; readonly good: boolean; readonly steps: readonly Operation[] }[] = [
  { name: "nothing at all", good: true, steps: [] },
  { name: "all of it, one after another", good: true, steps: [step("took", 2, 0, 1), step("took", 1, 2, 3)] },
  { name: "one more than there is", good: false, steps: [step("took", 2, 0, 1), step("took", 2, 2, 3)] },
  { name: "one more, at the same time", good: false, steps: [step("took", 2, 0, 9), step("took", 2, 0, 9)] },
  {
    name: "what was given back before",
    good: true,
    steps: [step("took", 3, 0, 1), step("gave", 3, 2, 3), step("took", 3, 4, 5)],
  },
  {
    name: "what is being given back meanwhile",
    good: true,
    steps: [step("took", 3, 0, 1), step("gave", 3, 2, 6), step("took", 3, 3, 5)],
  },
  {
    name: "what was given back only later",
    good: false,
    steps: [step("took", 3, 0, 1), step("took", 3, 2, 3), step("gave", 3, 4, 5)],
  },
  {
    name: "what somebody took of whom nobody heard",
    good: true,
    steps: [step("took", 3, 0, null), step("took", 3, 1, 2)],
  },
  { name: "a refusal for no reason", good: false, steps: [step("took", 2, 0, 1), step("found-less-than", 1, 2, 3)] },
  {
    name: "a refusal because of one of whom nobody heard",
    good: true,
    steps: [step("took", 3, 0, null), step("found-less-than", 1, 1, 2)],
  },
  {
    name: "a refusal of more than is left",
    good: true,
    steps: [step("took", 2, 0, 1), step("found-less-than", 2, 2, 3), step("took", 1, 4, 5)],
  },
  {
    name: "two refusals that need each other's place to be taken, and not",
    good: false,
    steps: [step("found-less-than", 2, 0, 9), step("took", 1, 0, 9), step("took", 1, 0, 9), step("took", 2, 10, 11)],
  },
  {
    name: "sold below, as long as it was sold before there was less",
    good: true,
    steps: [step("took", 3, 0, 9), step("room", 1, 1, 2)],
  },
  { name: "sold after there was less", good: false, steps: [step("room", 1, 0, 1), step("took", 2, 2, 3)] },
  {
    name: "sold after there was more",
    good: true,
    steps: [step("room", null, 0, 1), step("took", 99, 2, 3), step("room", 5, 4, 5), step("gave", 99, 6, 7)],
  },
  {
    name: "sold while there was less for a while, which was over before it was asked for",
    good: true,
    steps: [step("room", 0, 0, 1), step("room", 3, 2, 3), step("took", 3, 4, 5)],
  },
];

describe("a history of one quota", () => {
  it.each(KNOWN)("with $name: $good", ({ steps, good }) => {
    expect(notLinearizable(3, steps) === null).toBe(good);
  });

  it("is judged as by trying all orders, whatever it is", () => {
    const random = numbersFrom(20261121);
    const verdicts = new Map<boolean, number>();
    for (let round = 0; round < 3000; round++) {
      const steps = Array.from({ length: 1 + random(6) }, () => {
        const what = (["took", "took", "gave", "found-less-than", "room"] as const)[random(5)] ?? "took";
        const from = random(8);
        return step(what, random(4), from, random(8) === 0 ? null : from + random(5));
      });
      const good = notLinearizable(3, steps) === null;
      expect({ steps, good }).toEqual({ steps, good: tryAll(steps, 0, 3) });
      verdicts.set(good, (verdicts.get(good) ?? 0) + 1);
    }
    expect(Math.min(verdicts.get(true) ?? 0, verdicts.get(false) ?? 0)).toBeGreaterThan(500);
  });

  it("that a counter has made is good, and one place more at any time that it was full is not", () => {
    const random = numbersFrom(7);
    let overfull = 0;
    for (let round = 0; round < 300; round++) {
      const steps: Operation[] = [];
      const held: number[] = [];
      for (let at = 0; at < 30; at++) {
        const [from, to] = [at * 10 - random(15), at * 10 + random(15)];
        const taken = held.reduce((all, count) => all + count, 0);
        const count = 1 + random(3);
        if (taken + count <= 5) {
          held.push(count);
          steps.push(step("took", count, from, to));
        } else if (random(2) === 0) steps.push(step("found-less-than", count, from, to));
        else steps.push(step("gave", held.shift() ?? 0, from, to));
      }
      expect(notLinearizable(5, steps)).toBeNull();
      const taken = held.reduce((all, count) => all + count, 0);
      const [late, later] = [step("took", 6 - taken, 500, 501), step("took", 5 - taken, 500, 501)];
      expect(notLinearizable(5, [...steps, late])).not.toBeNull();
      expect(notLinearizable(5, [...steps, later])).toBeNull();
      overfull += 1;
    }
    expect(overfull).toBe(300);
  });
});

/** All orders in which nothing comes before what was answered before it was asked for, one by one. */
function tryAll(left: readonly Operation[], taken: number, room: number): boolean {
  if (left.every(({ to }) => to === null)) return true;
  return left.some((next) => {
    const others = left.filter((other) => other !== next);
    if (others.some(({ to }) => to !== null && to < next.from)) return false;
    const count = next.count ?? Number.POSITIVE_INFINITY;
    if (next.what === "took") return taken + count <= room && tryAll(others, taken + count, room);
    if (next.what === "gave") return tryAll(others, taken - count, room);
    if (next.what === "room") return tryAll(others, taken, count);
    return taken + count > room && tryAll(others, taken, room);
  });
}
