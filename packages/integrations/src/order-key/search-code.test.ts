import { expect, it } from "vitest";
import { hashSearchCode, newSearchCode } from "./search-code.ts";

const SECRET = "a secret of at least 32 characters, for tests";

it("is six digits, any of them, with zeros in front", () => {
  const codes = Array.from({ length: 3000 }, newSearchCode);
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
  expect(codes.some((code) => code.startsWith("0"))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(2900);
});

it("is stored under a key, for one address alone", async () => {
  const hash = await hashSearchCode(SECRET, "a@example.org", "042042");
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await hashSearchCode(SECRET, "a@example.org", "042042")).toBe(hash);
  const others = [
    await hashSearchCode(`${SECRET}!`, "a@example.org", "042042"),
    await hashSearchCode(SECRET, "b@example.org", "042042"),
    await hashSearchCode(SECRET, "a@example.org", "042043"),
  ];
  expect(new Set([hash, ...others]).size).toBe(4);
});
