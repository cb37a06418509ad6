import { expect, test } from "vitest";
import { bestState, type OfferLeft, offerStateOf, SALE_STATES, type SaleFacts, saleState } from "./sale-state.ts";

const of = (left: OfferLeft["left"], minPerOrder = 1): OfferLeft => ({ left, minPerOrder });
const open: SaleFacts = { window: "on-sale", codeOpens: false, offers: [of(9)] };

test.each<readonly [state: string, facts: SaleFacts]>([
  ...(["upcoming", "presale", "stopped", "ended", "cancelled", "postponed"] as const).map(
    (window) => [window, { ...open, window }] as const,
  ),
  ["upcoming", { ...open, window: "upcoming", offers: [of(0)] }],
  ["on-sale", open],
  ["on-sale", { ...open, offers: null }],
  ["on-sale", { ...open, offers: [of("unlimited", 4)] }],
  ["on-sale", { ...open, offers: [of(0), of("unknown"), of(1)] }],
  ["unknown", { ...open, offers: [of("unknown")] }],
  ["unknown", { ...open, offers: [of(0), of(1, 2), of("unknown")] }],
  ["not-enough-left", { ...open, offers: [of(3, 4)] }],
  ["not-enough-left", { ...open, offers: [of(3, 4), of(0)] }],
  ["sold-out", { ...open, offers: [of(0), of(0, 4)] }],
  ["code-only", { ...open, codeOpens: true, offers: [] }],
  ["sold-out", { ...open, codeOpens: true, offers: [of(0)] }],
  ["not-sold", { ...open, offers: [] }],
])("a sale is %s with %o", (state, facts) => {
  expect(saleState(facts)).toBe(state);
});

test("what nobody has counted is never sold out, for one type or for all", () => {
  expect(offerStateOf(of("unknown", 4))).toBe("unknown");
  expect([of(0, 4), of(3, 4), of(4, 4)].map(offerStateOf)).toEqual(["sold-out", "not-enough-left", "on-sale"]);
});

test("an event is as good as its best performance, and not sold without any", () => {
  expect(bestState(["sold-out", "unknown", "cancelled"])).toBe("unknown");
  expect(bestState(["sold-out", "not-enough-left"])).toBe("not-enough-left");
  expect(bestState(["cancelled", "ended"])).toBe("ended");
  expect(bestState([])).toBe("not-sold");
  for (const state of SALE_STATES) expect(bestState([state, state])).toBe(state);
});
