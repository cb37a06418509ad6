import { expect, test, vi } from "vitest";
import { z } from "zod";
import { queryParser, searchOf } from "./query.ts";

const Params = z.object({ city: z.string().min(2).optional(), limit: z.coerce.number().optional() });
const parser = () => {
  const make = vi.fn((value: z.output<typeof Params>) => ({ ok: true, value }) as const);
  return { make, parse: queryParser(Params, make) };
};

test("a question asked before is not parsed again", () => {
  const { make, parse } = parser();
  expect(parse("?city=Kiel&limit=3")).toBe(parse("?city=Kiel&limit=3"));
  expect(make).toHaveBeenCalledTimes(1);
});

test("unknown parameters are ignored, among them those that every object has", () => {
  const { parse } = parser();
  expect(parse("?utm_source=x&__proto__=y&constructor=z&city=Kiel")).toEqual({ ok: true, value: { city: "Kiel" } });
});

test("a parameter given twice is refused by name, an unknown one is not", () => {
  const { parse } = parser();
  expect(parse("?city=Kiel&city=Bonn")).toEqual({
    ok: false,
    errors: [{ pointer: "city", detail: "may be given once" }],
  });
  expect(parse("?a=1&a=2")).toMatchObject({ ok: true });
});

test("each wrong parameter is named", () => {
  const { parse } = parser();
  expect(parse("?city=K&limit=x")).toMatchObject({ ok: false, errors: [{ pointer: "city" }, { pointer: "limit" }] });
});

test("memory is bounded: long strings are not remembered, and old ones are forgotten", () => {
  const { make, parse } = parser();
  const long = `?city=${"x".repeat(600)}`;
  parse(long);
  parse(long);
  expect(make).toHaveBeenCalledTimes(2);
  parse("?limit=1");
  for (let i = 0; i < 1000; i++) parse(`?limit=${i + 2}`);
  make.mockClear();
  parse("?limit=1");
  expect(make).toHaveBeenCalledTimes(1);
});

test("broken escapes do not throw", () => {
  const { parse } = parser();
  expect(parse("?city=%E0%A4%A&limit=%")).toMatchObject({ ok: false, errors: [{ pointer: "limit" }] });
});

test("the search part of an address", () => {
  expect(searchOf("https://a.example/v1/events?x=1?y")).toBe("?x=1?y");
  expect(searchOf("https://a.example/v1/events")).toBe("");
});
