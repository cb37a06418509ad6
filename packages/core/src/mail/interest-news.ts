import type { Instant } from "../instant.ts";
import type { AwaitedNight, InterestKind } from "../interest/interest.ts";
import type { Locale } from "../long-time.ts";

/** All that a mail to who asked to be told says, as it is when the mail is sent; the links apart. */
export interface InterestNews {
  /** One address. */
  readonly to: string;
  readonly locale: Locale;
  readonly kind: InterestKind;
  readonly event: string;
  readonly eventSlug: string;
  /** By whose clocks moments are told. */
  readonly zone: string;
  readonly opensAt: Instant;
  /** `null`: any night. */
  readonly performance: AwaitedNight | null;
}

/** Mails to who asked: their outbox rows name an id alone, and the rest is read when they are sent. */
export const INTEREST_TEMPLATES = [
  /** To an address that nobody has proved. */
  "interest-confirm",
  "sale-opens",
  "tickets-back",
] as const;
export type InterestTemplate = (typeof INTEREST_TEMPLATES)[number];

export const isInterestTemplate = (topic: string): topic is InterestTemplate =>
  INTEREST_TEMPLATES.some((template) => template === topic);
