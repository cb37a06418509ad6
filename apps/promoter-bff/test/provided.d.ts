import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** The variables of a worker whose Postgres, Redis and search are real, and the switchboard between them. */
    env: Record<string, string>;
    /** `FUZZ_SEED` and `FUZZ_RUNS` of the surroundings, or the same as ever. */
    fuzz: { seed: number; runs: number };
  }
}
