import type { WhenAndWhere } from "../event/when-and-where.ts";
import { INTEREST_KINDS } from "../interest/interest.ts";
import { VOID_REASONS } from "../order/plan-void.ts";
import { CANCELLED_TEMPLATE } from "./cancelled-news.ts";
import { CHANGE_TEMPLATE, type PerformanceChange } from "./change-news.ts";
import {
  type InterestMailParams,
  MAIL_LOCALES,
  type Mail,
  type MailParams,
  type MailTemplate,
  type OrderMailParams,
} from "./mail.ts";
import { type PerformanceNews, REFUND_REASONS } from "./order-news.ts";

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

const isText: Check = (value) => typeof value === "string" && value.length <= 5000;
const isAmount: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isMoment: Check = (value) => typeof value === "number" && Number.isFinite(new Date(value).getTime());
const isDate: Check = (value) => typeof value === "string" && /^\d{4,6}-\d\d-\d\d$/.test(value);
const isTime: Check = (value) => typeof value === "string" && /^\d\d:\d\d$/.test(value);
const isTruth: Check = (value) => typeof value === "boolean";
const isCurrency: Check = (value) => typeof value === "string" && /^[A-Z]{3}$/.test(value);
const isReason: Check = (value) => REFUND_REASONS.some((reason) => reason === value);
const isVoidReason: Check = (value) => VOID_REASONS.some((reason) => reason === value);
const isZone: Check = (value) => {
  try {
    return typeof value === "string" && Intl.DateTimeFormat("en", { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
};
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isShaped =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const isPlace = isShaped({
  venue: orNull(isShaped({ name: isName })),
  street: (value) => value === undefined || value === null || isName(value),
  city: isName,
  country: isName,
});
const isNight = isShaped({
  date: isDate,
  time: orNull(isTime),
  online: isTruth,
  place: orNull(isPlace),
} satisfies Record<keyof PerformanceNews, Check>);
const isOrder = isShaped({
  name: isName,
  orderId: isName,
  number: isName,
  event: isName,
  total: isAmount,
  currency: isCurrency,
  received: isAmount,
  zone: isZone,
  expiresAt: orNull(isMoment),
  refundableUntil: orNull(isMoment),
  instructions: orNull(isText),
  tickets: isAmount,
  performances: (value) => Array.isArray(value) && value.every(isNight),
  refund: orNull(isShaped({ amount: isAmount, reason: isReason })),
  void: orNull(isShaped({ tickets: isAmount, reason: isVoidReason })),
  ticket: orNull(isShaped({ ticketType: isName, holder: orNull(isName) })),
} satisfies Record<keyof OrderMailParams["order"], Check>);
const aboutOrder = { order: isOrder, link: isLink };
const isNews = isShaped({
  kind: (value) => INTEREST_KINDS.some((kind) => kind === value),
  event: isName,
  zone: isZone,
  opensAt: isMoment,
  performance: orNull(isNight),
} satisfies Record<keyof InterestMailParams["news"], Check>);
const toWhoAsked = { news: isNews, link: isLink, endLink: isLink, againLink: isLink };

const isWhenAndWhere = isShaped({
  ...{ date: isDate, time: orNull(isTime), endDate: orNull(isDate), zone: isZone },
  ...{ online: isTruth, place: orNull(isPlace) },
} satisfies Record<keyof WhenAndWhere, Check>);
const isChange = isShaped({ was: isWhenAndWhere, is: isWhenAndWhere, rescheduled: isTruth } satisfies Record<
  keyof PerformanceChange,
  Check
>);

const CHECKS: { readonly [T in MailTemplate]: { readonly [P in keyof MailParams[T]]: Check } } = {
  "verify-email": { name: isName, link: isLink, hours: isHours },
  "already-registered": { name: isName, link: isLink, resetLink: isLink },
  "reset-password": { name: isName, link: isLink, hours: isHours },
  invitation: { organisation: isName, inviter: isName, role: isRole, link: isLink, hours: isHours },
  "order-search-code": {
    code: (value) => typeof value === "string" && /^\d{6}$/.test(value),
    minutes: isHours,
  },
  "order-email-confirm": { event: isName, number: isName, link: isLink, hours: isHours },
  "order-email-changed": { event: isName, number: isName },
  "order-waiting": aboutOrder,
  "order-confirmed": aboutOrder,
  "payment-incomplete": aboutOrder,
  "order-expiring": aboutOrder,
  "refund-started": aboutOrder,
  "refund-succeeded": aboutOrder,
  "refund-failed": aboutOrder,
  "event-cancelled": aboutOrder,
  "event-postponed": aboutOrder,
  "ticket-replaced": aboutOrder,
  [CANCELLED_TEMPLATE]: {
    ...aboutOrder,
    cancelled: isNight,
    remaining: (value) => Array.isArray(value) && value.every(isNight),
    passesKept: isTruth,
  },
  [CHANGE_TEMPLATE]: {
    ...aboutOrder,
    changes: (value) => Array.isArray(value) && value.length > 0 && value.every(isChange),
    to: (value) => value === "buyer" || value === "attendee",
    calendarLink: isLink,
  },
  "tickets-void": aboutOrder,
  "interest-confirm": toWhoAsked,
  "sale-opens": toWhoAsked,
  "tickets-back": toWhoAsked,
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
