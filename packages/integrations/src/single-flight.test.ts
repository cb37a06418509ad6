import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SingleFlight } from "./single-flight.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const setUp = () => {
  const flights = new SingleFlight<string>(Date.now);
  const kept: Promise<unknown>[] = [];
  return {
    kept,
    fly: (work: () => Promise<string>, waitMs = 1000) =>
      flights.fly("one", 1000, work, (promise) => kept.push(promise)).wait(waitMs),
  };
};
const hang = () => new Promise<never>(() => {});

test("work in progress is joined, and begun anew once it has ended", async () => {
  const { fly, kept } = setUp();
  const work = vi.fn(async () => "done");
  const [led, followed] = [fly(work), fly(work)];
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all([led, followed])).toEqual(["done", "done"]);
  expect(work).toHaveBeenCalledTimes(1);
  await Promise.all(kept);
  await fly(work);
  expect(work).toHaveBeenCalledTimes(2);
});

test("work that hangs ends without a value at its limit, and the next may lead", async () => {
  const { fly, kept } = setUp();
  const landing = fly(hang);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await landing).toBeUndefined();
  await Promise.all(kept);
  expect(await fly(async () => "done")).toBe("done");
});

test("work that was lost, its timers with it, is replaced after its limit", async () => {
  const { fly } = setUp();
  const torn = vi.spyOn(globalThis, "setTimeout").mockImplementation((() => 0) as unknown as typeof setTimeout);
  void fly(hang);
  torn.mockRestore();
  await vi.advanceTimersByTimeAsync(999);
  const joined = vi.fn(async () => "done");
  void fly(joined);
  expect(joined).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await fly(joined)).toBe("done");
});

test("a follower waits no longer than it said, and sees what landed meanwhile", async () => {
  const { fly } = setUp();
  const work = () => new Promise<string>((resolve) => setTimeout(() => resolve("done"), 300));
  void fly(work);
  const [hasty, patient] = [fly(work, 100), fly(work)];
  await vi.advanceTimersByTimeAsync(100);
  expect(await hasty).toBeUndefined();
  await vi.advanceTimersByTimeAsync(250);
  expect(await patient).toBe("done");
});

test("work that fails has no value", async () => {
  const { fly } = setUp();
  expect(await fly(() => Promise.reject(new Error("no")))).toBeUndefined();
});
