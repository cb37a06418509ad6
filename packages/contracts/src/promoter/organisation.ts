import { z } from "@hono/zod-openapi";
import { LOCALES } from "@liveotter/core/long-time";
import { line } from "../text.ts";
import { Token } from "./accounts.ts";
import { Email, Role } from "./session.ts";

/** Where a tax is rounded: on each line, or on the sum, by its net amount, with each line's gross kept or not. */
const Rounding = z.enum(["per-line", "net-sum", "net-sum-keep-gross"]).openapi("Rounding");
export type Rounding = z.infer<typeof Rounding>;

const Id = z.uuid().toLowerCase();
const IsoInstant = z.iso.datetime();

export const OrganisationInput = z.strictObject({ name: line(200) }).openapi("OrganisationInput");

export const Organisation = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    rounding: Rounding,
    /** Counts up with each saved change; its quoted form is the ETag that `If-Match` takes. */
    version: z.int(),
    createdAt: IsoInstant,
  })
  .openapi("Organisation");
export type Organisation = z.infer<typeof Organisation>;

export const OrganisationChange = z
  .strictObject({ name: line(200), rounding: Rounding })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "nothing to change")
  .openapi("OrganisationChange");

export const Member = z
  .object({ userId: z.string(), name: z.string(), email: z.string(), role: Role, joinedAt: IsoInstant })
  .openapi("Member");
export type Member = z.infer<typeof Member>;

/** Everybody: an organisation has at most 200 members and open invitations together. */
export const MemberList = z.object({ items: z.array(Member) }).openapi("MemberList");

export const MemberParams = z.object({ userId: Id });
export const MemberChange = z.strictObject({ role: Role }).openapi("MemberChange");

export const InvitationInput = z
  .strictObject({ email: Email, role: Role, locale: z.enum(LOCALES).default("en") })
  .openapi("InvitationInput");

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: Role,
    invitedBy: z.object({ id: z.string(), name: z.string() }),
    createdAt: IsoInstant,
    expiresAt: IsoInstant,
  })
  .openapi("Invitation");
export type Invitation = z.infer<typeof Invitation>;

/** The open ones. */
export const InvitationList = z.object({ items: z.array(Invitation) }).openapi("InvitationList");
export const InvitationParams = z.object({ id: Id });

/** What the holder of its link may know before signing in. */
export const InvitationPreview = z
  .object({
    organisation: z.object({ name: z.string() }),
    /** Only the person with this address may accept. */
    email: z.string(),
    role: Role,
    expiresAt: IsoInstant,
  })
  .openapi("InvitationPreview");
export type InvitationPreview = z.infer<typeof InvitationPreview>;
export const InvitationTokenParams = z.object({ token: Token });

export const InvitationAcceptance = z.strictObject({ token: Token }).openapi("InvitationAcceptance");
