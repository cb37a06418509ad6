import { z } from "@hono/zod-openapi";

/**
 * Takes tickets out of fans' carts too: those fans are told at checkout that the tickets are gone. Offer it only after a
 * refusal with a `shortage`.
 */
export const alsoFromCarts = z.boolean().default(false);
