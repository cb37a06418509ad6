import { expect, test } from "vitest";
import { tellShards } from "./tell-shards.ts";

test("every shard is told, and one that is busy, failing or not there holds up nobody", async () => {
  const told: string[] = [];
  const namespace = {
    getByName(name: string) {
      if (name === "e/gone") throw new Error("no such object");
      return {
        changed: async () => {
          told.push(name);
          if (name === "e/failing") throw new Error("overloaded");
          return name === "e/busy" ? new Promise<boolean>(() => {}) : true;
        },
      };
    },
  };
  const startedAt = performance.now();
  await tellShards(namespace, "e", ["busy", "failing", "gone", "fine"]);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(told.sort()).toEqual(["e/busy", "e/failing", "e/fine"]);
  await tellShards(undefined, "e", ["fine"]);
  expect(told).toHaveLength(3);
});
