import { z } from "@hono/zod-openapi";

/** One line of an export. What else it says is the thing itself, as its own route shows it. */
export const ExportLine = z
  .object({
    /** `end` is the last line of a whole export: without it something was cut off. */
    kind: z.enum([
      "organisation",
      "member",
      "invitation",
      "series",
      "event",
      "import",
      "code",
      "order",
      "audit",
      "end",
    ]),
  })
  .loose()
  .openapi("ExportLine");
export type ExportLine = z.infer<typeof ExportLine>;
