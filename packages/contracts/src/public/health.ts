import { z } from "@hono/zod-openapi";

/** `unknown`: not asked yet. `absent`: not configured, which counts as down. */
export const DependencyState = z.enum(["up", "down", "unknown", "absent"]);
export type DependencyState = z.infer<typeof DependencyState>;

export const Readiness = z
  .object({
    /** Whether the catalogue can be read from somewhere. */
    ready: z.boolean(),
    dependencies: z.record(
      z.enum(["postgres", "redis", "meilisearch", "kv"]),
      z.object({
        state: DependencyState,
        /** Seconds since it was last seen to be so; null when it never was. */
        age: z.number().nullable(),
        /** Of its breaker: `open` means it is being left alone for a while. */
        breaker: z.enum(["closed", "open", "half-open"]).nullable(),
      }),
    ),
    /** The newest content that this isolate has heard of; null before it has. */
    catalogue: z.object({ version: z.int(), asOf: z.iso.datetime() }).nullable(),
  })
  .openapi("Readiness");
export type Readiness = z.infer<typeof Readiness>;
