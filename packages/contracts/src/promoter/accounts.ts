import { z } from "@hono/zod-openapi";
import { weaknessOf } from "@liveotter/core/account/weak-password";
import { LOCALES } from "@liveotter/core/long-time";
import { line } from "../text.ts";
import { Email } from "./session.ts";

/** Any characters: length is what protects. */
const NewPassword = z
  .string()
  .min(10)
  .max(128)
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode");
/** As it stands in the link of a mail. */
export const Token = z
  .string()
  .regex(/^[\w-]{20,100}$/, "the token of a link")
  .openapi({ example: "9Xw6m1kq0b7uJ3c2ZpYd8sVtR5nQfLhE4gAiOoKxMyU" });
/** The language of the mails that follow. */
const Locale = z.enum(LOCALES);

export const NewAccount = z
  .strictObject({ name: line(200), email: Email, password: NewPassword, locale: Locale.default("en") })
  .superRefine(({ password, email }, refused) => {
    const message = weaknessOf(password, email);
    if (message !== null) refused.addIssue({ code: "custom", path: ["password"], message });
  })
  .openapi("NewAccount");

/** Nothing: whether the address is known is told by mail alone. */
export const Accepted = z.object({}).openapi("Accepted");

export const Verification = z.strictObject({ token: Token }).openapi("Verification");

export const PasswordResetRequest = z
  .strictObject({ email: Email, locale: Locale.default("en") })
  .openapi("PasswordResetRequest");

export const PasswordReset = z.strictObject({ token: Token, password: NewPassword }).openapi("PasswordReset");
