import { z } from "@hono/zod-openapi";

/** Codes that open no door any more, by the credential that each names. */
export const RevocationList = z
  .object({
    /** In a fixed order. */
    items: z.array(z.object({ credentialId: z.string(), at: z.iso.datetime() })),
    nextCursor: z.string().nullable(),
  })
  .openapi("RevocationList");
export type RevocationList = z.infer<typeof RevocationList>;

export const RevocationParams = z.object({
  /** Revoked then or later. Whoever asks again takes a minute more: what was under way then is in no earlier answer. */
  since: z.iso.datetime().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});
