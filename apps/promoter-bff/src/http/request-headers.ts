import { z } from "@hono/zod-openapi";

/** For what may come twice and must happen once. */
export const IdempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .max(200)
    .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
    .openapi({
      description: "New for each thing to create; a UUID serves well.",
      example: "0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d",
    }),
});

/** For changes. Whether it may be absent is the handler's to say, by 428 (`versionIn`). */
export const IfMatch = z.object({
  "if-match": z
    .string()
    .optional()
    .openapi({ description: "The ETag that was read.", example: '"3"', param: { required: true } }),
});
