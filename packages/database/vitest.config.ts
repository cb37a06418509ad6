import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "database",
    include: ["src/**/*.test.ts"],
    globalSetup: ["test/backing.ts"],
    fileParallelism: false, // the outbox has one line for each consumer, whoever wrote into it
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
