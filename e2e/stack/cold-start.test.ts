import type { Stack } from "@liveotter/devstack/stack";
import { afterEach, describe, expect, it } from "vitest";
import { open } from "../resiliency.ts";
import { startFreshStack } from "../start-stack.ts";

describe("an isolate that has never answered anything", () => {
  let stack: Stack | undefined;
  afterEach(async () => stack?.stop());

  it.each([{ mode: "refuse" }, { mode: "hang" }] as const)(
    "answers from the snapshot while Postgres, Redis and search all $mode",
    async (fault) => {
      stack = await startFreshStack();
      for (const dependency of ["postgres", "redis", "meilisearch"] as const) {
        stack.backing.faults.set(dependency, fault);
      }
      const list = await open(stack.urls, "list", []);
      expect(list).toMatchObject({ status: 200, source: "snapshot", items: 5 });
      expect(list.milliseconds).toBeLessThan(4000);
      const search = await open(stack.urls, "search", []);
      expect(search).toMatchObject({ status: 200, source: "snapshot" });
      expect(search.items).toBeGreaterThan(0);
      const home = await open(stack.urls, "home", []);
      expect(home.status).toBe(200);
      expect(home.items).toBeGreaterThan(0);
    },
  );
});
