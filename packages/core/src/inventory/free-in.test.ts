import { expect, test } from "vitest";
import { instant } from "../instant.ts";
import { freeIn, leastFree } from "./free-in.ts";

test("a quota that no shard has counted is unknown, an empty one is zero, and one without a limit is neither", () => {
  const pool = { over: 0, held: 0 };
  const pools = [
    { id: "empty", left: 0, ...pool },
    { id: "open", left: null, ...pool },
    { id: "some", left: 3, ...pool },
  ];
  const free = freeIn([{ outcome: "counted", asOf: instant(0), stopped: false, pools }]);
  expect(["empty", "open", "some", "new"].map(free)).toEqual([0, "unlimited", 3, "unknown"]);
  expect(freeIn([])("empty")).toBe("unknown");
});

test("an empty quota decides, an unknown one leaves the rest unknown, and no quota is no limit", () => {
  expect(leastFree([3, "unknown", 0])).toBe(0);
  expect(leastFree([3, "unknown", "unlimited"])).toBe("unknown");
  expect(leastFree([3, "unlimited", 2])).toBe(2);
  expect(leastFree(["unlimited"])).toBe("unlimited");
  expect(leastFree([])).toBe("unlimited");
});
