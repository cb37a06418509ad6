import { z } from "@hono/zod-openapi";

/** In lower case: an address is one however it is typed. */
export const Email = z.email().max(254).toLowerCase().openapi({ example: "ada@example.com" });

export const SignIn = z.strictObject({ email: Email, password: z.string().min(1).max(128) }).openapi("SignIn");

/** Owners run the organisation; managers run its events. */
export const Role = z.enum(["owner", "manager"]).openapi("Role");
export type Role = z.infer<typeof Role>;

const Membership = z.object({ id: z.string(), slug: z.string(), name: z.string(), role: Role }).openapi("Membership");

export const Session = z
  .object({
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
    /** The organisation the person acts for in this session; null: none yet. */
    promoter: Membership.nullable(),
    /** All they may act for, the one joined first in front. */
    promoters: z.array(Membership),
    /** Moves on while the session is used. */
    expiresAt: z.iso.datetime(),
  })
  .openapi("Session");
export type Session = z.infer<typeof Session>;

/** Whom to act for from now on, in this session alone. */
export const SessionChange = z.strictObject({ promoterId: z.uuid().toLowerCase() }).openapi("SessionChange");

export const SessionList = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        /** The one that asks. */
        current: z.boolean(),
        createdAt: z.iso.datetime(),
        /** To within an hour. */
        lastSeenAt: z.iso.datetime(),
        userAgent: z.string().nullable(),
      }),
    ),
  })
  .openapi("SessionList");
export type SessionList = z.infer<typeof SessionList>;
