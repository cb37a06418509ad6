import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "database",
    include: ["src/**/*.test.ts"],
    globalSetup: ["test/backing.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
