import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./chromium.ts";

export default defineConfig({
  testDir: "browser",
  // The specs share one stack and stage faults for all of it.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  // Other suites run beside this one.
  expect: { timeout: 15_000 },
  globalSetup: "./browser/start-stack.ts",
  use: { launchOptions: CHROMIUM },
  projects: [
    // What is the same at any width is shown at one.
    { name: "phone", grepInvert: /@wide/, use: { viewport: { width: 360, height: 740 } } },
    { name: "desktop", grepInvert: /@narrow/, use: { viewport: { width: 1280, height: 800 } } },
  ],
});
