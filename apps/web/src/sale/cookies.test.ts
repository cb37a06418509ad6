import { expect, test } from "vitest";
import { readCookies, writeCookie } from "./cookies.ts";

test("each cookie goes to its own part of the site alone, in every language, and no script reads it", () => {
  expect(writeCookie({ name: "hold", value: "a b;c", maxAge: 60 }, false, ["", "/de"])).toEqual([
    "hold=a%20b%3Bc; Path=/checkout; Max-Age=60; HttpOnly; SameSite=Lax",
    "hold=a%20b%3Bc; Path=/de/checkout; Max-Age=60; HttpOnly; SameSite=Lax",
  ]);
  expect(writeCookie({ name: "finder", value: "k", maxAge: 60 }, true, [""])).toEqual([
    "__Secure-finder=k; Path=/my-orders; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
  ]);
  expect(writeCookie({ name: "hold", value: null }, false, [""])[0]).toContain("hold=; Path=/checkout; Max-Age=0;");
});

test("what was written is read again; over https only what was set over https", () => {
  expect(readCookies("x=1; hold=a%20b%3Bc; order=", false)).toEqual({ hold: "a b;c" });
  expect(readCookies("hold=planted; __Secure-hold=ours", true)).toEqual({ hold: "ours" });
  expect(readCookies("hold=%E0%A4%A; =; ;", false)).toEqual({});
  expect(readCookies(null, true)).toEqual({});
});
