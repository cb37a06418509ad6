import { LOCALES, type Locale } from "../long-time.ts";
import type { CANCELLED_TEMPLATE, CancelledNews } from "./cancelled-news.ts";
import type { CHANGE_TEMPLATE, PerformanceChange } from "./change-news.ts";
import type { InterestNews, InterestTemplate } from "./interest-news.ts";
import type { OrderNews, OrderTemplate } from "./order-news.ts";

/** What LiveOtter says by mail, as data: who is told, in which language, and what the template needs. */

export const MAIL_LOCALES = LOCALES;
export type MailLocale = Locale;

/** Links are whole `https:` or `http:` addresses; `hours` is how long they work. */
export interface MailParams
  extends Record<OrderTemplate, OrderMailParams>,
    Record<InterestTemplate, InterestMailParams> {
  /** To the buyer of tickets to one cancelled performance of several. */
  readonly [CANCELLED_TEMPLATE]: CancelledMailParams;
  /** To everyone with a ticket to what was moved. */
  readonly [CHANGE_TEMPLATE]: ChangeMailParams;
  /** To whoever signed up: this link proves that the address is theirs. */
  readonly "verify-email": { readonly name: string; readonly link: string; readonly hours: number };
  /** To whoever has an account already and signs up again; says it to nobody else. */
  readonly "already-registered": { readonly name: string; readonly link: string; readonly resetLink: string };
  /** To whoever forgot their password. */
  readonly "reset-password": { readonly name: string; readonly link: string; readonly hours: number };
  /** To whoever is asked to work for an organisation. */
  readonly invitation: {
    readonly organisation: string;
    readonly inviter: string;
    readonly role: "owner" | "manager";
    readonly link: string;
    readonly hours: number;
  };
  /** To whoever asked for all their orders: six digits. */
  readonly "order-search-code": { readonly code: string; readonly minutes: number };
  /** To the address an order should have: following the link proves it. */
  readonly "order-email-confirm": {
    readonly event: string;
    readonly number: string;
    readonly link: string;
    readonly hours: number;
  };
  /** To the address an order had before. Does not name the new one. */
  readonly "order-email-changed": { readonly event: string; readonly number: string };
}

export interface OrderMailParams {
  readonly order: Omit<OrderNews, "to" | "locale" | "keyGeneration">;
  /** Of the order's page, which it opens. */
  readonly link: string;
}

export interface ChangeMailParams extends OrderMailParams {
  readonly changes: readonly PerformanceChange[];
  /** An attendee's mail links the public event: the order is its buyer's. */
  readonly to: "buyer" | "attendee";
  /** The calendar file with the new entry. */
  readonly calendarLink: string;
}

export interface CancelledMailParams
  extends OrderMailParams,
    Pick<CancelledNews, "cancelled" | "remaining" | "passesKept"> {}

export interface InterestMailParams {
  readonly news: Omit<InterestNews, "to" | "locale" | "eventSlug">;
  /** Where the fan goes on: to confirm, or to the event. */
  readonly link: string;
  /** Opens the page that ends it; a `POST` there ends it at once. */
  readonly endLink: string;
  /** To ask once more. */
  readonly againLink: string;
}

export type MailTemplate = keyof MailParams;

/** One mail of one template. */
export interface MailOf<Template extends MailTemplate> {
  readonly template: Template;
  /** One address, without a name. */
  readonly to: string;
  readonly locale: MailLocale;
  readonly params: MailParams[Template];
}

/** Any mail. */
export type Mail = { readonly [Template in MailTemplate]: MailOf<Template> }[MailTemplate];
