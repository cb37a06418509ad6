import { z } from "@hono/zod-openapi";

/** One thing that somebody did. */
export const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    /** Null: nobody in particular. `name` is null once the person has left. */
    actor: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    /** `event.create`, `event.publish`, `series.rename` … */
    action: z.string(),
    /** The event, series … that it was done to. */
    subjectId: z.string(),
    /** What it is called now; null when it has no name or is gone. */
    subjectName: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi("AuditEntry");
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Newest first. */
export const AuditList = z
  .object({ items: z.array(AuditEntry), nextCursor: z.string().nullable() })
  .openapi("AuditList");
export type AuditList = z.infer<typeof AuditList>;

export const AuditParams = z.object({
  subjectId: z.uuid().optional(),
  actorId: z.uuid().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
