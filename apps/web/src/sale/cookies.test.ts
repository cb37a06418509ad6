import { expect, test } from "vitest";
import { readCookies, writeCookie } from "./cookies.ts";

const REF = "ad52ef01b3c4";
const read = (header: string | null, secure = false) => {
  const { named, perHold } = readCookies(header, secure);
  return { named, hold: [...perHold.hold], draft: [...perHold.draft] };
};

test("each cookie goes to its own part of the site alone, in every language, and no script reads it", () => {
  expect(writeCookie({ name: "hold", of: REF, value: "a b;c", maxAge: 60 }, false, ["", "/de"])).toEqual([
    `hold-${REF}=a%20b%3Bc; Path=/checkout; Max-Age=60; HttpOnly; SameSite=Lax`,
    `hold-${REF}=a%20b%3Bc; Path=/de/checkout; Max-Age=60; HttpOnly; SameSite=Lax`,
  ]);
  expect(writeCookie({ name: "finder", value: "k", maxAge: 60 }, true, [""])).toEqual([
    "__Secure-finder=k; Path=/my-orders; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
  ]);
  expect(writeCookie({ name: "hold", value: null }, false, [""])[0]).toContain("hold=; Path=/checkout; Max-Age=0;");
});

test("what was written is read again; over https only what was set over https", () => {
  expect(read("x=1; hold=a%20b%3Bc; order=").named).toEqual({ hold: "a b;c" });
  expect(read("hold=planted; __Secure-hold=ours", true).named).toEqual({ hold: "ours" });
  expect(read(`hold-${REF}=planted; __Secure-draft-${REF}=ours`, true)).toEqual({
    ...{ named: {}, hold: [], draft: [[REF, "ours"]] },
  });
});

test.each([
  null,
  "hold=%E0%A4%A; =; ;",
  "hold-=x; hold-zzzzzzzzzzzz=x; hold-ad52ef01b3c4-2=x; draft-AD52EF01B3C4=x; finder-ad52ef01b3c4=x",
  `hold-${REF}=${"x".repeat(5000)}; constructor=x; __proto__=x`,
])("%s is no cookie of ours", (header) => {
  expect(read(header)).toEqual({ named: {}, hold: [], draft: [] });
});

test("of very many cookies of holds the first are read", () => {
  const many = Array.from({ length: 500 }, (_, at) => `hold-${String(at).padStart(12, "0")}=x`);
  expect(read(many.join("; ")).hold).toHaveLength(20);
});
