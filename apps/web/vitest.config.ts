import { defineConfig } from "vitest/config";

export default defineConfig({
  // The outage tests build the worker first, if its sources changed.
  test: { include: ["src/**/*.test.ts", "test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 180_000 },
});
