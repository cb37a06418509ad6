import { expect, test } from "vitest";
import { as } from "../../test/fixture.ts";
import { endLease, takeLease } from "./lease.ts";

const db = () => as("jobs");
const someWork = () => `work ${crypto.randomUUID()}`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("of many who ask at once, one gets the lease", async () => {
  const name = someWork();
  const all = await Promise.all(Array.from({ length: 8 }, () => takeLease(db(), name, 30)));
  expect(all.filter((lease) => lease !== null)).toHaveLength(1);
});

test("is free again when it ends, and not before its rest is over", async () => {
  const name = someWork();
  for (const rest of [0, 1]) {
    const lease = await takeLease(db(), name, 30);
    if (lease === null) throw new Error("not given");
    expect(await takeLease(db(), name, 30)).toBeNull();
    await endLease(db(), lease, rest);
  }
  expect(await takeLease(db(), name, 30)).toBeNull();
  await pause(1100);
  expect(await takeLease(db(), name, 30)).not.toBeNull();
});

test("of a holder that died runs out, and its late end takes it from nobody", async () => {
  const name = someWork();
  const dead = await takeLease(db(), name, 1);
  await pause(1100);
  expect(await takeLease(db(), name, 30)).not.toBeNull();
  if (dead !== null) await endLease(db(), dead, 0);
  expect(await takeLease(db(), name, 30)).toBeNull();
});

test("is given back once Postgres answers again, not only when it runs out", async () => {
  const name = someWork();
  const lease = await takeLease(db(), name, 30);
  if (lease === null) throw new Error("not given");
  let failures = 1;
  const away: ReturnType<typeof db> = {
    ...db(),
    query: (...asked) => (failures-- > 0 ? Promise.reject(new Error("away")) : db().query(...asked)),
  };
  await endLease(away, lease, 0);
  expect(await takeLease(db(), name, 30)).not.toBeNull();
});
