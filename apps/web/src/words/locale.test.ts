import { expect, test } from "vitest";
import { at, ENGLISH, localeOf } from "./locale.ts";

test.each([
  ["/", "en", "/"],
  ["/events", "en", "/events"],
  ["/de", "de", "/"],
  ["/de/", "de", "/"],
  ["/de/events/jazz", "de", "/events/jazz"],
  ["/demo", "en", "/demo"],
  ["/DE/events", "en", "/DE/events"],
  ["/de/de/events", "de", "/de/events"],
  ["/xb/orders/1", "xb", "/orders/1"],
])("%s is %s's %s", (pathname, code, path) => {
  const found = localeOf(pathname, true);
  expect([found.locale.code, found.path]).toEqual([code, path]);
});

test("there are no pseudo-locales but where they are asked for", () => {
  for (const pathname of ["/xa/events", "/xb"]) {
    expect(localeOf(pathname, false)).toEqual({ locale: ENGLISH, path: pathname });
  }
});

test("an address in a locale leads back to it", () => {
  for (const path of ["/", "/events", "/search?q=a"]) {
    for (const prefix of ["/", "/de", "/xa", "/xb"]) {
      const { locale } = localeOf(prefix, true);
      const { pathname, search } = new URL(at(locale, path), "http://fans.test");
      expect(localeOf(pathname, true)).toMatchObject({ locale: { code: locale.code }, path: path.replace(search, "") });
    }
  }
  expect(at(localeOf("/de", false).locale, "/")).toBe("/de");
});
