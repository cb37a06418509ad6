import { expect, test } from "vitest";
import { mailLocale } from "./mail-locale.ts";

test("mails are in the first of the reader's languages that there is, else in English", () => {
  expect(mailLocale(["pl", "de-AT", "en"])).toBe("de");
  expect(mailLocale(["en-US", "de"])).toBe("en");
  expect(mailLocale(["ja"])).toBe("en");
});
