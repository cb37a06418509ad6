import { CodeChange, CodeInput, CodesInput } from "@liveotter/contracts/promoter/codes";
import { describe, expect, test } from "vitest";
import { changeFormOf, codeChangeOf, codeInputOf, codesIn, effectText, NEW_CODE } from "./code-form.ts";

const quota = "0198c0de-0000-7000-8000-000000000001";

describe("what the form sends", () => {
  test("a code takes hundredths of a per cent, or minor units of the event's currency", () => {
    const value = (effect: "percent" | "amount" | "price", text: string, currency = "EUR") =>
      CodeInput.parse(codeInputOf({ ...NEW_CODE, code: "OTTER", effect, value: text }, currency)).value;
    expect(value("percent", "12.5 %")).toBe(1250);
    expect(value("amount", "5,00")).toBe(500);
    expect(value("price", "1000", "JPY")).toBe(1000);
  });

  test("a number that is none is refused at its field, and never sent as another", () => {
    const faults = (form: Partial<typeof NEW_CODE>) =>
      CodeInput.safeParse(codeInputOf({ ...NEW_CODE, code: "OTTER", value: "10", ...form }, "EUR")).error?.issues.map(
        ({ path }) => path.join("/"),
      );
    expect(faults({})).toBeUndefined();
    expect(faults({ value: "ten" })).toEqual(["value"]);
    expect(faults({ value: "10.555" })).toEqual(["value"]);
    expect(faults({ maxUses: "2.5" })).toEqual(["maxUses"]);
    expect(faults({ value: "1.500", effect: "amount" })).toEqual(["value"]);
    expect(faults({ maxUses: "1.000" })).toEqual(["maxUses"]);
    expect(faults({ room: quota })).toEqual(["maxUses"]);
    expect(faults({ validFrom: { date: "2027-06-12", time: "", fold: null } })).toEqual(["validFrom/time"]);
  });

  test("many are a count or a list, and need a tag to be found by", () => {
    const many = { ...NEW_CODE, value: "10", tag: "press" };
    expect(CodesInput.parse(codeInputOf({ ...many, how: "count", count: "10000", prefix: "P-" }, "EUR"))).toMatchObject(
      { count: 10_000, prefix: "P-", tag: "press" },
    );
    expect(CodesInput.parse(codeInputOf({ ...many, how: "list", list: "A1, A2\nA2;A3" }, "EUR")).codes).toEqual([
      "A1",
      "A2",
      "A3",
    ]);
    expect(CodesInput.safeParse(codeInputOf({ ...many, how: "count", count: "10001" }, "EUR")).success).toBe(false);
    expect(CodesInput.safeParse(codeInputOf({ ...many, how: "count", tag: "" }, "EUR")).success).toBe(false);
  });

  test("a code that is there is changed only where its form says so", () => {
    const code = {
      ...{ id: "1", code: "OTTER", version: 1, tag: "press", value: 0, maxUses: 5 },
      state: "open",
      effect: "none",
      ...{ used: 0, blocksQuotaId: null, bypassesQuotas: false, opensHidden: false, opensPresale: false },
      ...{ ticketTypeIds: null, validFrom: null, disabled: false, createdAt: "2027-01-01T00:00:00Z" },
      validUntil: { date: "2027-10-31", time: "02:30", fold: "later", at: "2027-10-31T01:30:00Z" },
    } as const;
    expect(CodeChange.parse(codeChangeOf(changeFormOf(code)))).toEqual({
      ...{ tag: "press", maxUses: 5, validFrom: null },
      validUntil: { date: "2027-10-31", time: "02:30", fold: "later" },
    });
  });
});

test("an empty list holds no code", () => {
  expect(codesIn(" \n, ;")).toEqual([]);
});

test("what a code does to prices is said in words", () => {
  const money = (minor: number) => `€${minor / 100}`;
  expect(effectText({ effect: "percent", value: 1250 }, money)).toBe("12.5 % off");
  expect(effectText({ effect: "amount", value: 500 }, money)).toBe("€5 off");
  expect(effectText({ effect: "price", value: 0 }, money)).toBe("free");
  expect(effectText({ effect: "none", value: 0 }, money)).toBe("");
});
