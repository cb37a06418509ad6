import { expect, test } from "vitest";
import { BulkheadFullError, bulkhead } from "./bulkhead.ts";

const pending = () => {
  let finish = () => {};
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { work, finish };
};

test("no more than the limit run at once, and one more is refused after a short wait", async () => {
  const { run } = bulkhead({ limit: 2, waitMs: 30, leaseMs: 10_000 });
  const first = pending();
  const second = pending();
  const both = [run(() => first.work), run(() => second.work)];
  await expect(run(async () => "third")).rejects.toBeInstanceOf(BulkheadFullError);
  first.finish();
  await both[0];
  await expect(run(async () => "fourth")).resolves.toBe("fourth");
  second.finish();
});

test("one that waits gets the place that comes free", async () => {
  const places = bulkhead({ limit: 1, waitMs: 1000, leaseMs: 10_000 });
  const first = pending();
  const holding = places.run(() => first.work);
  const waiting = places.run(async () => "in");
  first.finish();
  await holding;
  await expect(waiting).resolves.toBe("in");
  expect(places.inUse).toBe(0);
});

test("of a crowd only so many wait: the others are refused at once, and those who wait get in", async () => {
  const places = bulkhead({ limit: 1, waitMs: 60_000, leaseMs: 60_000, maxWaiting: 2 });
  const first = pending();
  const holding = places.run(() => first.work);
  const crowd = Array.from({ length: 5 }, (_, at) => places.run(async () => at));
  for (const late of crowd.slice(2)) await expect(late).rejects.toBeInstanceOf(BulkheadFullError);
  first.finish();
  await holding;
  expect(await Promise.all(crowd.slice(0, 2))).toEqual([0, 1]);
  const next = pending();
  const again = places.run(() => next.work);
  const waiting = places.run(async () => "in");
  next.finish();
  await again;
  await expect(waiting).resolves.toBe("in");
});

test("one who waited in vain is no longer among those who wait", async () => {
  const places = bulkhead({ limit: 1, waitMs: 20, leaseMs: 60_000, maxWaiting: 1 });
  const first = pending();
  const holding = places.run(() => first.work);
  await expect(places.run(async () => 1)).rejects.toBeInstanceOf(BulkheadFullError);
  const next = places.run(async () => 2);
  first.finish();
  await holding;
  await expect(next).resolves.toBe(2);
});

test("a place is free after failing work", async () => {
  const places = bulkhead({ limit: 1, waitMs: 0, leaseMs: 10_000 });
  await expect(places.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(places.run(async () => 1)).resolves.toBe(1);
});

test("a holder that never comes back loses its place when the lease ends", async () => {
  let clock = 0;
  const places = bulkhead({ limit: 1, waitMs: 0, leaseMs: 100, now: () => clock });
  void places.run(() => new Promise(() => {}));
  await expect(places.run(async () => 1)).rejects.toBeInstanceOf(BulkheadFullError);
  clock = 100;
  await expect(places.run(async () => 1)).resolves.toBe(1);
});
