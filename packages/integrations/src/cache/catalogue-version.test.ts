import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { instant } from "@liveotter/core/instant";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  ASK_EVERY_MS,
  CatalogueVersionWatch,
  decodeVersion,
  encodeVersion,
  type VersionSource,
} from "./catalogue-version.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const at = instant(1000);
const says = (version: number) => vi.fn<VersionSource>(async () => ({ version, at }));
const down = () => vi.fn<VersionSource>(() => Promise.reject(new Error("down")));

async function ask(watch: CatalogueVersionWatch): Promise<number> {
  const kept: Promise<unknown>[] = [];
  watch.latest((work) => kept.push(work));
  await vi.advanceTimersByTimeAsync(1500);
  await Promise.all(kept);
  return watch.latest(() => {}).version;
}

test("the first that knows is believed, and the others are not asked", async () => {
  const [redis, database] = [says(7), says(8)];
  expect(await ask(new CatalogueVersionWatch([redis, database]))).toBe(7);
  expect(database).not.toHaveBeenCalled();
});

test("one that fails, hangs or does not know gives way to the next", async () => {
  const hangs: VersionSource = () => new Promise(() => {});
  expect(await ask(new CatalogueVersionWatch([down(), hangs, async () => null, says(3)]))).toBe(3);
});

test("it is asked behind the reads, and not more often than every two seconds", async () => {
  const redis = says(1);
  const watch = new CatalogueVersionWatch([redis]);
  for (let n = 0; n < 100; n++) expect(watch.latest(() => {}).version).toBe(0);
  await vi.advanceTimersByTimeAsync(ASK_EVERY_MS - 1);
  watch.latest(() => {});
  expect(redis).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  watch.latest(() => {});
  expect(redis).toHaveBeenCalledTimes(2);
});

test("it never goes back, and says since when it has known", async () => {
  const answers: CatalogueVersion[] = [
    { version: 5, at },
    { version: 4, at },
    { version: 5, at },
  ];
  const watch = new CatalogueVersionWatch([async () => answers.shift() ?? null]);
  expect(await ask(watch)).toBe(5);
  const { learnedAt } = watch.latest(() => {});
  await vi.advanceTimersByTimeAsync(ASK_EVERY_MS);
  expect(await ask(watch)).toBe(5);
  expect(watch.latest(() => {}).learnedAt).toBe(learnedAt);
  expect(watch.latest(() => {}).heardAt).toBeGreaterThan(learnedAt);
  watch.learn({ version: 6, at });
  expect(watch.latest(() => {})).toEqual({ version: 6, at, learnedAt: Date.now(), heardAt: Date.now() });
});

test("a version's text comes back as it went, and other texts are nothing", () => {
  expect(decodeVersion(encodeVersion({ version: 12, at }))).toEqual({ version: 12, at });
  for (const text of [null, "", "12", "a@b", "-1@5", "1@1e3", "1@2@3"]) expect(decodeVersion(text)).toBeNull();
});
