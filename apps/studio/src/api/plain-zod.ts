/**
 * Stands in the bundle for @hono/zod-openapi: the same `z`, whose schemas check and describe nothing. Without compiled
 * checks, for the content security policy lets no code come about from text.
 */
import { z } from "zod";
import { complaint } from "./complaint.ts";

z.config({ jitless: true, customError: complaint });

Object.assign(z.ZodType.prototype, {
  openapi(this: z.ZodType) {
    return this;
  },
});

export { z };
