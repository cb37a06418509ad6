import { Breaker, BreakerOpenError } from "@liveotter/integrations/breaker";
import { expect, test } from "vitest";
import { GuardedStore } from "./guarded-store.ts";

const broken = () => {
  let asked = 0;
  const get = () => {
    asked++;
    return Promise.reject(new Error("KV is down"));
  };
  // As much of a namespace as the store uses.
  return { kv: { get } as unknown as KVNamespace, asked: () => asked };
};

test("a KV that keeps failing is left alone", async () => {
  const { kv, asked } = broken();
  const store = new GuardedStore(kv, new Breaker("kv", { failures: 2 }));
  for (let i = 0; i < 2; i++) await expect(store.get("a", "text")).rejects.toThrow("KV is down");
  await expect(store.get("a", "arrayBuffer")).rejects.toBeInstanceOf(BreakerOpenError);
  expect(asked()).toBe(2);
});

test("the public API writes nothing", async () => {
  const store = new GuardedStore(broken().kv, new Breaker("kv"));
  await expect(store.put()).rejects.toThrow();
  await expect(store.delete()).rejects.toThrow();
});
