import type { Stack } from "@liveotter/devstack/stack";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import { test as base } from "@playwright/test";

export type UnderTest = Pick<Stack, "urls" | "logins">;

/** The stack that the global set-up started. */
export function underTest(): UnderTest {
  const text = process.env.LIVEOTTER_E2E_STACK;
  if (text === undefined) throw new Error("LIVEOTTER_E2E_STACK is set by the global set-up");
  return JSON.parse(text);
}

interface Fixtures {
  readonly stack: UnderTest;
  readonly faults: ReturnType<typeof switchboard>;
}

/** The specs' own `test`: addresses are those of the stack under test, and every fault ends with its test. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  stack: async ({}, use) => use(underTest()),
  baseURL: async ({ stack }, use) => use(stack.urls.fans),
  faults: async ({ stack }, use) => {
    const faults = switchboard(stack.urls.switchboard);
    await use(faults);
    await faults.clear();
  },
});
