import { switchboard } from "@liveotter/devstack/switchboard-client";
import { test as base } from "@playwright/test";

const named = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by the global set-up`);
  return value;
};

/** The specs' own `test`: addresses are those of the stack under test, and every fault ends with its test. */
export const test = base.extend<{ faults: ReturnType<typeof switchboard> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  baseURL: async ({}, use) => use(named("LIVEOTTER_E2E_URL")),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  faults: async ({}, use) => {
    const faults = switchboard(named("LIVEOTTER_E2E_SWITCHBOARD"));
    await use(faults);
    await faults.clear();
  },
});
