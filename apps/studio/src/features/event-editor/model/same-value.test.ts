import { expect, test } from "vitest";
import { sameValue } from "./same-value.ts";

test("a line-up typed with empty lines and spaces is what the server made of it; in another order it is another", () => {
  expect(sameValue("Ada\n\n  Otto \n", "Ada\nOtto", "lineUp")).toBe(true);
  expect(sameValue("Otto\nAda", "Ada\nOtto", "lineUp")).toBe(false);
  expect(sameValue("Step-free.\n\nA loop.", "Step-free.\nA loop.", "access")).toBe(false);
});
