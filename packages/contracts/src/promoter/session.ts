import { z } from "@hono/zod-openapi";

export const SignIn = z
  .object({
    email: z.email().max(254),
    password: z.string().min(1).max(128),
  })
  .openapi("SignIn");

export const Session = z
  .object({
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
    /** Whom the user acts for. */
    promoter: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    expiresAt: z.iso.datetime(),
  })
  .openapi("Session");
export type Session = z.infer<typeof Session>;
