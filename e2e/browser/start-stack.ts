import { startFreshStack } from "../start-stack.ts";

/** One stack for all specs. */
export default async function setup(): Promise<() => Promise<void>> {
  const stack = await startFreshStack();
  // Playwright hands strings from set-up to specs through the environment.
  process.env.LIVEOTTER_E2E_STACK = JSON.stringify({ urls: stack.urls, logins: stack.logins });
  return () => stack.stop();
}
