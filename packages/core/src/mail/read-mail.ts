import { MAIL_LOCALES, type Mail, type MailParams, type MailTemplate } from "./mail.ts";

type Check = (value: unknown) => boolean;

const isName: Check = (value) => typeof value === "string" && value.length <= 1000;
const isLink: Check = (value) =>
  typeof value === "string" && value.length <= 2000 && /^https?:\/\/[^\s"'<>\\^`{|}\p{Cc}]+$/u.test(value);
const isHours: Check = (value) => typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 10_000;
const isRole: Check = (value) => value === "owner" || value === "manager";
/** One mailbox and nothing else: no name, no list, no line break that would begin a header. */
const isAddress: Check = (value) =>
  typeof value === "string" && /^[^\s,;:<>()[\]"\\@\p{Cc}]+@[^\s,;:<>()[\]"\\@\p{Cc}]+$/u.test(value);
const isLocale: Check = (value) => MAIL_LOCALES.some((locale) => locale === value);

const CHECKS: { readonly [T in MailTemplate]: { readonly [P in keyof MailParams[T]]: Check } } = {
  "verify-email": { name: isName, link: isLink, hours: isHours },
  "already-registered": { name: isName, link: isLink, resetLink: isLink },
  "reset-password": { name: isName, link: isLink, hours: isHours },
  invitation: { organisation: isName, inviter: isName, role: isRole, link: isLink, hours: isHours },
};

const isTemplate = (topic: string): topic is MailTemplate => Object.hasOwn(CHECKS, topic);

/**
 * The mail that a stored row means, or `{ wrong }`: what about it cannot be sent, in words that quote nothing of it.
 */
export function readMail(template: string, payload: unknown): Mail | { readonly wrong: string } {
  if (!isTemplate(template)) return { wrong: "there is no such template" };
  if (!isRecord(payload)) return { wrong: "it says nothing" };
  const { to, locale, params } = payload;
  if (!isAddress(to)) return { wrong: "`to` is no single address" };
  if (!isLocale(locale)) return { wrong: "`locale` is no language of ours" };
  if (!isRecord(params)) return { wrong: "`params` are missing" };
  const [bad] = Object.entries(CHECKS[template]).filter(([name, check]) => !check(params[name]));
  if (bad !== undefined) return { wrong: `\`params.${bad[0]}\` is missing or not what the template takes` };
  // Checked just above, field by field, by a table whose keys are the type's own.
  return { template, to, locale, params } as unknown as Mail;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
