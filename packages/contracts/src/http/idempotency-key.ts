import { z } from "@hono/zod-openapi";

const key = z
  .string({ error: "send an Idempotency-Key" })
  .max(200)
  .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
  .openapi({
    description: "New for each thing to do, the same when it is tried again; a UUID serves well.",
    example: "0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d",
  });

/** For what may come twice and must happen once. */
export const IdempotencyKeyHeader = z.object({ "idempotency-key": key });

/** Where nobody has signed in: a key that two fans may think of would give the one what is the other's. */
export const UnguessableKeyHeader = z.object({ "idempotency-key": key.min(16, "at least 16 characters") });
