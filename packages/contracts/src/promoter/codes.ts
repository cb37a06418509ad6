import { z } from "@hono/zod-openapi";
import { line, SearchText } from "../text.ts";
import { alsoFromCarts } from "./also-from-carts.ts";
import { Moment, MyMoment } from "./events.ts";

/** Compared without regard to case. */
const CodeText = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?$/, "letters, digits and hyphens, at most 60")
  .openapi({ example: "EARLY-OTTER" });
const Tag = line(100);
const MaxUses = z.int().min(1).max(10_000_000).nullable();
const Effect = z.enum(["none", "percent", "amount", "price"]);

/** What one code, or each of many, does. */
const settings = {
  /** What finds it, or its batch, again. */
  tag: Tag.or(z.literal("")).default(""),
  /** What it makes of each ticket's price: `percent` off, an `amount` off, or another `price`. */
  effect: Effect.default("none"),
  /** Hundredths of a per cent (1000: 10 %), or minor units of the event's currency. */
  value: z.int().min(0).max(1_000_000_000).default(0),
  /** Tickets, not orders; null: without limit. */
  maxUses: MaxUses.default(null),
  /** Its unused uses are kept free in this quota: it needs a limit then. */
  blocksQuotaId: z.uuid().nullable().default(null),
  /** Its tickets need no room in any quota. */
  bypassesQuotas: z.boolean().default(false),
  /** It shows and sells the hidden ones among its ticket types. */
  opensHidden: z.boolean().default(false),
  /** It opens the presale. */
  opensPresale: z.boolean().default(false),
  /** What it is good for; null: every ticket type. */
  ticketTypeIds: z.array(z.uuid()).min(1).max(50).nullable().default(null),
  /** On the clocks of the event's sale. */
  validFrom: Moment.nullable().default(null),
  validUntil: Moment.nullable().default(null),
  alsoFromCarts,
};

interface Settings {
  readonly effect: z.infer<typeof Effect>;
  readonly value: number;
  readonly maxUses: number | null;
  readonly blocksQuotaId: string | null;
  readonly bypassesQuotas: boolean;
}

/** What cannot go together, each at the field to change. */
function consistent(
  { effect, value, maxUses, blocksQuotaId, bypassesQuotas }: Settings,
  refused: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const refuse = (field: string, message: string) => refused.addIssue({ code: "custom", path: [field], message });
  if (effect === "none" && value !== 0) refuse("value", "has no meaning without an effect");
  if (effect === "percent" && value > 10_000) refuse("value", "is more than 100 per cent");
  if ((effect === "percent" || effect === "amount") && value === 0) refuse("value", "must be more than nothing");
  if (blocksQuotaId !== null && maxUses === null) refuse("maxUses", "must be given: it is what the quota keeps free");
  if (blocksQuotaId !== null && bypassesQuotas) refuse("bypassesQuotas", "goes with no quota that is kept free");
}

export const CodeInput = z
  .strictObject({ code: CodeText, ...settings })
  .superRefine(consistent)
  .openapi("CodeInput");
export type CodeInput = z.infer<typeof CodeInput>;

/** Many at once, alike: `count` unguessable ones, or those of a list. */
export const CodesInput = z
  .strictObject({
    ...settings,
    tag: Tag,
    count: z.int().min(1).max(10_000).optional(),
    /** Before each generated one: `OTTER-`. */
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9-]{0,20}$/, "letters, digits and hyphens, at most 20")
      .optional(),
    codes: z.array(CodeText).min(1).max(10_000).optional(),
  })
  .superRefine(consistent)
  .refine(({ count, codes }) => (count === undefined) !== (codes === undefined), {
    path: ["count"],
    message: "give either a count or a list of codes",
  })
  .openapi("CodesInput");
export type CodesInput = z.infer<typeof CodesInput>;

/** What was made; the codes themselves are in the list and the file of this tag. */
export const CodesMade = z.object({ tag: z.string(), count: z.int() }).openapi("CodesMade");

/** What is absent stays. */
export const CodeChange = z
  .strictObject({
    tag: Tag.or(z.literal("")),
    disabled: z.boolean(),
    maxUses: MaxUses,
    validFrom: Moment.nullable(),
    validUntil: Moment.nullable(),
    /** For a code that blocks more capacity or has fewer uses than before. */
    alsoFromCarts: z.boolean(),
  })
  .partial()
  .refine(({ alsoFromCarts: _, ...change }) => Object.keys(change).length > 0, "nothing to change")
  .openapi("CodeChange");
export type CodeChange = z.infer<typeof CodeChange>;

/** `upcoming`: not valid yet. */
export const CodeState = z.enum(["open", "upcoming", "expired", "used-up", "disabled"]);
export type CodeState = z.infer<typeof CodeState>;

export const Code = z
  .object({
    id: z.string(),
    code: z.string(),
    /** Counts up with each saved change; its quoted form is the ETag that `If-Match` takes. */
    version: z.int(),
    state: CodeState,
    tag: z.string(),
    effect: Effect,
    value: z.int(),
    maxUses: z.int().nullable(),
    /** By tickets of orders that are pending or paid. */
    used: z.int(),
    blocksQuotaId: z.string().nullable(),
    bypassesQuotas: z.boolean(),
    opensHidden: z.boolean(),
    opensPresale: z.boolean(),
    ticketTypeIds: z.array(z.string()).nullable(),
    validFrom: MyMoment.nullable(),
    validUntil: MyMoment.nullable(),
    disabled: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Code");
export type Code = z.infer<typeof Code>;

/** Newest first. */
export const CodeList = z.object({ items: z.array(Code), nextCursor: z.string().nullable() }).openapi("CodeList");
export type CodeList = z.infer<typeof CodeList>;

export const CodeFileParams = z.object({ tag: SearchText.optional() });

export const CodeParams = z.object({
  /** A part of the code. */
  q: SearchText.optional(),
  tag: SearchText.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
