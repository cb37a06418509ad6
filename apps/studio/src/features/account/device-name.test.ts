import { expect, test } from "vitest";
import { deviceName } from "./device-name.ts";

test("a session is told by its browser and system, as its owner would name them", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
  expect(deviceName(edge)).toBe("Edge on Windows");
  const phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Safari/604.1";
  expect(deviceName(phone)).toBe("Safari on iPhone");
});

test("what is no browser, or says nothing, has no name made up for it", () => {
  expect(deviceName("curl/8.9")).toBe("Unknown device");
  expect(deviceName(null)).toBe("Unknown device");
});
