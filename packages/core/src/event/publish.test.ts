import { expect, test } from "vitest";
import { instant } from "../instant.ts";
import { publicationRefusal } from "./publish.ts";

const now = instant(1000);

test("a draft with a performance still to come may be published", () => {
  expect(publicationRefusal({ status: "draft", performances: [{ endsAt: instant(1001) }] }, now)).toBeNull();
});

test("what is public already, empty or over may not, and is told why", () => {
  const performances = [{ endsAt: instant(1001) }];
  expect(publicationRefusal({ status: "published", performances }, now)).toBe("not-a-draft");
  expect(publicationRefusal({ status: "cancelled", performances }, now)).toBe("not-a-draft");
  expect(publicationRefusal({ status: "draft", performances: [] }, now)).toBe("no-performances");
  expect(publicationRefusal({ status: "draft", performances: [{ endsAt: now }] }, now)).toBe("all-over");
});
