import { expect, test } from "vitest";
import { sidesOf } from "./sides-of.ts";
import { sourceName } from "./source-name.ts";

test("an entry's two sides are equal", () => {
  const lines = [
    { account: "provider", amount: 5000 },
    { account: "tickets", amount: -4500 },
    { account: "fees", amount: -500 },
  ] as const;
  const { debit, credit } = sidesOf({ lines: [...lines] });
  expect(debit).toEqual([{ account: "provider", amount: 5000 }]);
  expect(credit.map(({ amount }) => amount)).toEqual([4500, 500]);
});

test("an entry says in words what happened, also of a kind that is new", () => {
  expect(sourceName({ source: "refund:0198c0de" })).toBe("Money went back");
  expect(sourceName({ source: "dispute_lost:1" })).toBe("dispute lost");
});
