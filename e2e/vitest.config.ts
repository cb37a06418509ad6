import { defineConfig } from "vitest/config";

// The whole stack over HTTP. One file at a time: faults are staged for everybody.
export default defineConfig({
  test: {
    name: "stack",
    include: ["stack/**/*.test.ts"],
    globalSetup: ["./start-stack.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
