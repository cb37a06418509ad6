import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Breaker, BreakerOpenError, type BreakerState } from "./breaker.ts";
import { DeadlineError } from "./deadline.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const fail = () => Promise.reject(new TypeError("refused"));
const succeed = () => Promise.resolve("yes");
const hang = () => new Promise<never>(() => {});

function setUp() {
  const states: BreakerState[] = [];
  const breaker = new Breaker("search", { failures: 3, openMs: 1000, onState: (state) => states.push(state) });
  const run = (work: () => Promise<unknown>, outer?: AbortSignal) => breaker.run(work, 300, outer);
  const open = async () => {
    for (let n = 0; n < 3; n++) await run(fail).catch(() => {});
  };
  return { breaker, states, run, open };
}

test("failures in a row open it, and then nothing is tried", async () => {
  const { breaker, states, run } = setUp();
  await expect(run(fail)).rejects.toThrow(TypeError);
  await run(succeed);
  for (let n = 0; n < 3; n++) await expect(run(fail)).rejects.toThrow(TypeError);
  expect(breaker.health.state).toBe("open");
  const work = vi.fn(succeed);
  await expect(run(work)).rejects.toThrow(BreakerOpenError);
  expect(work).not.toHaveBeenCalled();
  expect(states).toEqual(["open"]);
});

test("a deadline is a failure, and aborts what was begun", async () => {
  const { breaker, run } = setUp();
  const aborted: unknown[] = [];
  for (let n = 0; n < 3; n++) {
    const late = breaker.run((signal) => {
      signal.addEventListener("abort", () => aborted.push(signal.reason));
      return hang();
    }, 300);
    const refused = expect(late).rejects.toThrow(DeadlineError);
    await vi.advanceTimersByTimeAsync(300);
    await refused;
  }
  expect(aborted.map((reason) => reason instanceof DeadlineError)).toEqual([true, true, true]);
  await expect(run(succeed)).rejects.toThrow(BreakerOpenError);
});

test("after its time one call is a trial and the others are refused at once; its success closes it", async () => {
  const { breaker, run, open } = setUp();
  await open();
  await vi.advanceTimersByTimeAsync(1000);
  let answer: (value: string) => void = () => {};
  const trial = run(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  expect(breaker.health.state).toBe("half-open");
  await expect(run(succeed)).rejects.toThrow(BreakerOpenError);
  answer("back");
  expect(await trial).toBe("back");
  expect(breaker.health.state).toBe("closed");
  expect(await run(succeed)).toBe("yes");
});

test("failed trials come at growing distances, up to eight times the first", async () => {
  const { run, open } = setUp();
  await open();
  for (const ms of [1000, 2000, 4000, 8000, 8000]) {
    await vi.advanceTimersByTimeAsync(ms - 1);
    await expect(run(fail)).rejects.toThrow(BreakerOpenError);
    await vi.advanceTimersByTimeAsync(1);
    await expect(run(fail)).rejects.toThrow(TypeError);
  }
});

test("a trial that was lost with its request does not hold it half-open for ever", async () => {
  const { breaker, run, open } = setUp();
  await open();
  await vi.advanceTimersByTimeAsync(1000);
  const torn = vi.spyOn(globalThis, "setTimeout").mockImplementation((() => 0) as unknown as typeof setTimeout);
  void run(hang);
  torn.mockRestore();
  await vi.advanceTimersByTimeAsync(1299);
  await expect(run(succeed)).rejects.toThrow(BreakerOpenError);
  await vi.advanceTimersByTimeAsync(1);
  expect(await run(succeed)).toBe("yes");
  expect(breaker.health.state).toBe("closed");
});

test("a caller that has gone says nothing about the dependency", async () => {
  const { breaker, run, open } = setUp();
  for (let n = 0; n < 10; n++) {
    const gone = new AbortController();
    const call = expect(run(hang, gone.signal)).rejects.toThrow("gone");
    gone.abort(new Error("gone"));
    await call;
  }
  expect(breaker.health).toMatchObject({ state: "closed", lastFailureAt: null });
  await open();
  await vi.advanceTimersByTimeAsync(1000);
  const gone = new AbortController();
  const trial = expect(run(hang, gone.signal)).rejects.toThrow("gone");
  gone.abort(new Error("gone"));
  await trial;
  expect(await run(succeed)).toBe("yes");
});

test("an answer to a call from before the opening does not close it", async () => {
  const { breaker, run, open } = setUp();
  let answer: (value: string) => void = () => {};
  const early = run(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  await open();
  answer("late");
  await early;
  expect(breaker.health.state).toBe("open");
});

test("errors that show the dependency alive do not count", async () => {
  const breaker = new Breaker("db", { failures: 1, isFailure: (error) => !(error instanceof RangeError) });
  await expect(breaker.run(() => Promise.reject(new RangeError("bad query")), 100)).rejects.toThrow(RangeError);
  expect(breaker.health.state).toBe("closed");
  expect(breaker.health.lastSuccessAt).not.toBeNull();
});

describe("health", () => {
  test("names the error's class and never its text", async () => {
    const { breaker, run } = setUp();
    await run(() => Promise.reject(new TypeError("for user@example.com"))).catch(() => {});
    expect(JSON.stringify(breaker.health)).not.toContain("user@example.com");
    expect(breaker.health).toMatchObject({ name: "search", lastError: "TypeError", lastFailureAt: Date.now() });
  });
});
