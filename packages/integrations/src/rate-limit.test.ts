import { expect, test, vi } from "vitest";
import { RateLimiter } from "./rate-limit.ts";
import type { Redis } from "./redis.ts";

const three = { name: "three", limit: 3, seconds: 60 };
const five = { name: "five", limit: 5, seconds: 600 };

test("the isolate's own count lets so many pass in each window, and says how long the rest of it is", async () => {
  let now = 30_000;
  const limiter = new RateLimiter(null, () => now);
  const use = () => limiter.use({ of: three, subject: "a" });
  expect([await use(), await use(), await use(), await use()]).toEqual([null, null, null, 30]);
  expect(await limiter.use({ of: three, subject: "b" })).toBeNull();
  now = 60_000;
  expect(await use()).toBeNull();
});

test("of several limits the fullest decides, and all are counted", async () => {
  const limiter = new RateLimiter(null, () => 0);
  for (let at = 0; at < 3; at++) await limiter.use({ of: five, subject: "x" });
  const both = () => limiter.use({ of: three, subject: "y" }, { of: five, subject: "x" });
  expect([await both(), await both(), await both()]).toEqual([null, null, 600]);
});

test("who is over a limit of their own uses up nothing that others share", async () => {
  const limiter = new RateLimiter(null, () => 0);
  for (let at = 0; at < 20; at++) await limiter.use({ of: three, subject: "flood" }, { of: five, subject: "all" });
  const another = () => limiter.use({ of: three, subject: "another" }, { of: five, subject: "all" });
  expect([await another(), await another(), await another()]).toEqual([null, null, 600]);
});

test("counters do not grow for ever, and the newest survive", async () => {
  const limiter = new RateLimiter(null, () => 0);
  for (let at = 0; at < 20_000; at++) limiter.useHere({ of: three, subject: `${at}` });
  const last = () => limiter.useHere({ of: three, subject: "19999" });
  limiter.useHere({ of: three, subject: "one more" });
  expect([last(), last(), last()]).toEqual([null, null, 60]);
  expect(limiter.useHere({ of: three, subject: "0" })).toBeNull();
});

/** As much of Redis as is asked, answering what it is told. */
function redisThat(exec: () => Promise<unknown[]>) {
  const commands: unknown[][] = [];
  const pipeline = () => {
    const note = (...command: unknown[]) => {
      commands.push(command);
      return chain;
    };
    const chain: Record<string, unknown> = {
      incr: (key: string) => note("incr", key),
      expire: (key: string, seconds: number) => note("expire", key, seconds),
      exec,
    };
    return chain;
  };
  // Nothing but pipelines is asked of it.
  return { redis: { pipeline } as unknown as Redis, commands };
}

test("what other isolates counted counts, under keys that end with their window", async () => {
  const { redis, commands } = redisThat(async () => [4, 1, 1, 1]);
  const limiter = new RateLimiter(redis, () => 0);
  expect(await limiter.use({ of: three, subject: "a" }, { of: five, subject: "b" })).toBe(60);
  expect(commands).toEqual([
    ["incr", "rate:three:a:0"],
    ["expire", "rate:three:a:0", 60],
    ["incr", "rate:five:b:0"],
    ["expire", "rate:five:b:0", 600],
  ]);
});

test("a hanging Redis costs its deadline twice and then nothing, and is asked again later", async () => {
  vi.useFakeTimers();
  const exec = vi.fn(() => new Promise<unknown[]>(() => {}));
  const limiter = new RateLimiter(redisThat(exec).redis);
  const timed = async () => {
    const since = Date.now();
    const use = limiter.use({ of: five, subject: "a" });
    await vi.advanceTimersByTimeAsync(200);
    expect(await use).toBeNull();
    return Date.now() - since;
  };
  await timed();
  await timed();
  await timed();
  expect(exec).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5000);
  await timed();
  expect(exec).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});

test("who is over the limit here is refused without asking Redis", async () => {
  const exec = vi.fn(async () => [1, 1]);
  const limiter = new RateLimiter(redisThat(exec).redis, () => 0);
  for (let at = 0; at < 10; at++) await limiter.use({ of: three, subject: "a" });
  expect(exec).toHaveBeenCalledTimes(3);
});
