import { z } from "@hono/zod-openapi";

/** For what may come twice and must happen once. */
export const IdempotencyKeyHeader = z.object({
  "idempotency-key": z
    .string({ error: "send an Idempotency-Key" })
    // A key that two fans may think of would give the one what the other has.
    .min(16, "at least 16 characters")
    .max(200)
    .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
    .openapi({
      description: "New for each thing to do, the same when it is tried again; a UUID serves well.",
      example: "0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d",
    }),
});
