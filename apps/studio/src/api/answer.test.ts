import { expect, test } from "vitest";
import { answer, CallError, explain, fieldErrors, passing, refusal, tagged } from "./answer.ts";

const headers = new Headers();
const problem = (code: "busy" | "invalid-request" | "forbidden", more = {}) => ({
  type: `https://liveotter.example/problems/${code}`,
  title: code,
  status: 400,
  code,
  requestId: "r1",
  ...more,
});

test("what went well is its data, with the tag when a change will need it", async () => {
  const call = async () => ({ ok: true, data: 1, etag: '"3"', headers }) as const;
  expect(await answer(call())).toBe(1);
  expect(await tagged(call())).toEqual({ data: 1, etag: '"3"' });
});

test("a refusal keeps its problem; what never answered has none", async () => {
  const refused = answer(Promise.resolve({ ok: false, problem: problem("forbidden"), headers }));
  await expect(refused).rejects.toMatchObject({ problem: { code: "forbidden" } });
  const lost = answer(Promise.resolve({ ok: false, problem: null, unreachable: new Error("gone") }));
  await expect(lost).rejects.toMatchObject({ problem: null });
});

test("only what may pass by itself is worth another try", () => {
  expect(passing(new CallError(null))).toBe(true);
  expect(passing(new CallError(problem("busy")))).toBe(true);
  expect(passing(new CallError(problem("forbidden")))).toBe(false);
  expect(passing(new Error("a bug"))).toBe(false);
});

test("fields that are wrong are told by name, and what happened in a sentence", () => {
  const errors = [{ pointer: "/name", detail: "too long" }];
  const error = new CallError(problem("invalid-request", { errors }));
  expect(fieldErrors(error)).toEqual(errors);
  expect(refusal(error)).toBe("invalid-request");
  expect(explain(error)).toBe("Some fields need another look.");
});
