import { z } from "@hono/zod-openapi";
import { INTEREST_KINDS } from "@liveotter/core/interest/interest";
import { LOCALES } from "@liveotter/core/long-time";

/** `on-sale`: when its sale opens. `returned`: when there are tickets again. */
export const InterestKind = z.enum(INTEREST_KINDS);

export const InterestInput = z
  .strictObject({
    email: z.email().max(320),
    locale: z.enum(LOCALES).default("en"),
    kind: InterestKind,
    /** Of `returned`: the date that is waited for; null: any. */
    performanceId: z.uuid().nullable().default(null),
  })
  .openapi("InterestInput");
export type InterestInput = z.infer<typeof InterestInput>;

/** A wish to be told, as whoever has the mailed link sees it. */
export const Interest = z
  .object({
    kind: InterestKind,
    /** `unconfirmed` counts for nothing yet; `over`: there is nothing left to be told of. */
    state: z.enum(["unconfirmed", "waiting", "told", "over"]),
    event: z.object({ slug: z.string(), name: z.string() }),
    /** From when anybody may buy, and by whose clocks. */
    opensAt: z.iso.datetime().nullable(),
    zone: z.string(),
    /** The one date that is waited for; null: any. */
    performance: z.object({ id: z.string(), date: z.string(), time: z.string().nullable() }).nullable(),
  })
  .openapi("Interest");
export type Interest = z.infer<typeof Interest>;
