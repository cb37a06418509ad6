import { z } from "@hono/zod-openapi";

/** A link that shows an event as fans would see it, past all caches, to whoever has it. */
export const PreviewLink = z
  .object({
    /** On the fans' host. */
    url: z.url(),
    expiresAt: z.iso.datetime(),
  })
  .openapi("PreviewLink");
export type PreviewLink = z.infer<typeof PreviewLink>;
