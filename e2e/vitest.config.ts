import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        // The whole stack over HTTP. One file at a time: faults are staged for everybody.
        test: {
          name: "stack",
          include: ["stack/**/*.test.ts"],
          globalSetup: ["./start-stack.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        // What is decided in the two stores, and the saga between them, by thousands of histories: Postgres alone is real.
        test: {
          name: "history",
          include: ["history/**/*.test.ts"],
          globalSetup: ["../packages/database/test/backing.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
