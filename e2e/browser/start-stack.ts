import { startFreshStack } from "../start-stack.ts";

/** One stack for all specs. */
export default async function setup(): Promise<() => Promise<void>> {
  const stack = await startFreshStack();
  // Playwright hands strings from set-up to specs through the environment.
  process.env.LIVEOTTER_E2E_URL = stack.urls.fans;
  process.env.LIVEOTTER_E2E_SWITCHBOARD = stack.urls.switchboard;
  return () => stack.stop();
}
