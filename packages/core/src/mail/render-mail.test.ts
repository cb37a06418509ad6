import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asId, type PerformanceId } from "../ids.ts";
import { instant } from "../instant.ts";
import { VOID_REASONS } from "../order/plan-void.ts";
import type { PerformanceChange } from "./change-news.ts";
import { INTEREST_TEMPLATES } from "./interest-news.ts";
import {
  type CancelledMailParams,
  type ChangeMailParams,
  MAIL_LOCALES,
  type Mail,
  type MailLocale,
  type MailTemplate,
  type OrderMailParams,
} from "./mail.ts";
import { ORDER_TEMPLATES, type OrderTemplate, REFUND_REASONS, type RefundReason } from "./order-news.ts";
import { readMail } from "./read-mail.ts";
import { renderMail } from "./render-mail.ts";

const link = "https://studio.example/verify?token=abc&x=1";

/** One mail of each template, with this name wherever a person may choose one. */
const mails = (name: string, locale: MailLocale = "en"): Mail[] => [
  { template: "verify-email", to: "a@example.org", locale, params: { name, link, hours: 24 } },
  { template: "already-registered", to: "a@example.org", locale, params: { name, link, resetLink: `${link}&reset` } },
  { template: "reset-password", to: "a@example.org", locale, params: { name, link, hours: 1 } },
  {
    template: "invitation",
    to: "a@example.org",
    locale,
    params: { organisation: name, inviter: name, role: "manager", link, hours: 168 },
  },
];

const placeAt = (name: string) => ({ venue: { name }, street: "Piotrkowska 1", city: "Łódź", country: "PL" });
const orderOf = (name: string, more: Partial<OrderMailParams["order"]> = {}): OrderMailParams["order"] => ({
  ...{ name, orderId: "01a1fe95-801a-7919-9602-3998b4c5033f", number: "7K2M9QXWBT", event: name },
  ...{
    total: 5000,
    received: 2000,
    currency: "EUR",
    zone: "Europe/Warsaw",
    expiresAt: instant(Date.UTC(2027, 5, 12, 18)),
  },
  ...{ refundableUntil: instant(Date.UTC(2027, 6, 1)), instructions: name, tickets: 2 },
  performances: [{ date: "2027-06-12", time: "20:00", online: false, place: placeAt(name) }],
  refund: { amount: 2500, reason: "promoter" },
  void: { tickets: 1, reason: "other" },
  ticket: { ticketType: name, holder: name },
  ...more,
});
const orderMail = (
  template: OrderTemplate,
  name: string,
  locale: MailLocale = "en",
  more: Partial<OrderMailParams["order"]> = {},
): Mail => ({ template, to: "a@example.org", locale, params: { order: orderOf(name, more), link } });
const orderMails = (name: string, locale: MailLocale = "en"): Mail[] => [
  ...ORDER_TEMPLATES.map((template) => orderMail(template, name, locale)),
  ...VOID_REASONS.map((reason) => orderMail("tickets-void", name, locale, { void: { tickets: 2, reason } })),
  ...REFUND_REASONS.map((reason) => orderMail("refund-started", name, locale, { refund: { amount: 2500, reason } })),
];
const moved = (name: string): PerformanceChange => {
  const was = { date: "2027-06-12", time: "20:00", endDate: null, zone: "Europe/Warsaw", online: false };
  const place = placeAt(name);
  return { was: { ...was, place }, is: { ...was, place, date: "2027-07-03", time: "19:30" }, rescheduled: false };
};
const changeMail = (name: string, locale: MailLocale = "en", more: Partial<ChangeMailParams> = {}): Mail => {
  const calendarLink = `${link}/tickets.ics`;
  const params = { order: orderOf(name), link, changes: [moved(name)], to: "buyer", calendarLink, ...more } as const;
  return { template: "performance-changed", to: "a@example.org", locale, params };
};
const cancelledMail = (name: string, locale: MailLocale = "en", more: Partial<CancelledMailParams> = {}): Mail => {
  const night = { date: "2027-06-12", time: "20:00", online: false, place: placeAt(name) };
  const remaining = [{ ...night, date: "2027-06-13" }];
  const params = { order: orderOf(name), link, cancelled: night, remaining, passesKept: false, ...more };
  return { template: "performance-cancelled", to: "a@example.org", locale, params };
};
const codeMail = (locale: MailLocale = "en"): Mail => ({
  template: "order-search-code",
  to: "a@example.org",
  locale,
  params: { code: "042042", minutes: 10 },
});

const endLink = "https://tickets.example/tell-me/01a1-key";
const interestMails = (event: string, locale: MailLocale = "en"): Mail[] =>
  INTEREST_TEMPLATES.flatMap((template) =>
    (["on-sale", "returned"] as const).map((kind) => {
      const id = asId<PerformanceId>("01a1fe95-801a-7919-9602-3998b4c5033f") ?? never();
      const performance = { id, date: "2027-06-12", time: "20:00", online: false, place: placeAt(event) };
      const news = { kind, event, zone: "Europe/Berlin", opensAt: instant(Date.UTC(2027, 5, 12, 8)), performance };
      const params = { news, link, endLink, againLink: `${link}&again` };
      return { template, to: "a@example.org", locale, params };
    }),
  );

describe("a rendered mail", () => {
  it("says the same in both languages, with the link in text and HTML", () => {
    for (const locale of MAIL_LOCALES) {
      const about = [
        ...orderMails("Ada", locale),
        cancelledMail("Ada", locale),
        changeMail("Ada", locale),
        ...interestMails("Ada", locale),
      ];
      for (const mail of [...mails("Ada", locale), ...about]) {
        const { subject, text, html } = renderMail(mail);
        expect(text).toContain(`:\n${link}\n`);
        expect(html).toContain('href="https://studio.example/verify?token=abc&#38;x=1"');
        expect(html).toContain(`<html lang="${locale}">`);
        expect(text).toContain("Ada");
        expect(subject).not.toBe("");
      }
    }
    const [english, german] = [renderMail(mails("Ada")[3] ?? never()), renderMail(mails("Ada", "de")[3] ?? never())];
    expect(english.text).toContain("Ada invites you to work for Ada on LiveOtter, as a manager.");
    expect(english.text).toContain("The link works for 7 days.");
    expect(german.text).toContain("Ada lädt Sie ein, auf LiveOtter für Ada zu arbeiten, für die Veranstaltungen.");
    expect(german.text).toContain("Der Link gilt 7 Tage.");
  });

  it("leaves room for no header, tag, script or turned writing, whatever a name holds", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom(
        "Ada\r\nBcc: everybody@example.org",
        "Ada\u2028Subject: x",
        '"><img src=x onerror=alert(1)>',
        "\u202Egro.elpmaxe\u202C",
        "\uD800 half",
      ),
    );
    fc.assert(
      fc.property(nasty, fc.constantFrom(...MAIL_LOCALES), (name, locale) => {
        const all = (named: string) => [
          ...mails(named, locale),
          ...ORDER_TEMPLATES.map((template) => orderMail(template, named, locale)),
          changeMail(named, locale),
          cancelledMail(named, locale),
          ...interestMails(named, locale),
        ];
        const plainly = all("Ada").map(renderMail);
        // As many lines and tags as with a harmless name.
        const wrong = all(name).flatMap((mail, at) => {
          const { subject, text, html } = renderMail(mail);
          return [
            ...(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u.test(subject) ? ["subject"] : []),
            ...(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u.test(text) ? ["text"] : []),
            ...(text.split("\n").length === plainly[at]?.text.split("\n").length ? [] : ["lines"]),
            ...(html.match(/</g)?.length === plainly[at]?.html.match(/</g)?.length ? [] : ["tags"]),
            ...(`${subject}${text}${html}`.isWellFormed() ? [] : ["half letters"]),
          ].map((what) => `${mail.template}: ${what}`);
        });
        expect(wrong).toEqual([]);
      }),
      { seed: 20261121, numRuns: 40 },
    );
  });

  it("makes no link of a name that looks like one", () => {
    const { text, subject } = renderMail(mails("Win at https://evil.example/now or a@evil.example")[3] ?? never());
    expect(text).not.toContain("evil.example");
    expect(text).not.toContain("a@evil");
    expect(subject).not.toContain("https:/");
  });

  it("loads nothing from anywhere", () => {
    for (const mail of [...mails("Ada"), ...orderMails("Ada"), ...interestMails("Ada"), codeMail()]) {
      expect(renderMail(mail).html).not.toMatch(/<(?:img|script|link|iframe|object|style)|\ssrc=|url\(|@import/i);
    }
  });
});

describe("a mail to who asked to be told", () => {
  it("says how to end it, in words, and where a mail program does so by itself; others say nothing of it", () => {
    for (const locale of MAIL_LOCALES)
      for (const mail of interestMails("Ada", locale)) {
        const rendered = renderMail(mail);
        expect(rendered.endLink).toBe(endLink);
        expect(rendered.text).toContain(`:\n${endLink}\n`);
        expect(rendered.html).toContain(`<a href="${endLink}">`);
        expect(rendered.text).not.toMatch(/nothing to unsubscribe|kein Newsletter/);
      }
    for (const mail of [...mails("Ada"), ...orderMails("Ada"), codeMail()]) expect(renderMail(mail).endLink).toBeNull();
  });

  it("tells the opening by the clocks of the sale", () => {
    const [, , english] = interestMails("Ada");
    const [confirm, , german] = interestMails("Ada", "de");
    expect(renderMail(english ?? never()).subject).toBe("Tickets for Ada: on sale from 12 June 2027 at 10:00 CEST");
    expect(renderMail(german ?? never()).subject).toBe("Tickets für Ada: ab 12. Juni 2027 um 10:00 MESZ");
    expect(renderMail(confirm ?? never()).text).toContain("beginnt: 12. Juni 2027 um 10:00 MESZ.");
    expect(renderMail(confirm ?? never()).text).toContain(
      "\nSamstag, 12. Juni 2027, 20:00, Ada, Piotrkowska 1, Łódź, Polen\n",
    );
  });
});

describe("a mail about an order", () => {
  const textOf = (...mail: Parameters<typeof orderMail>) => renderMail(orderMail(...mail)).text;

  it("tells what was bought, in the currency's own exponent, when and where", () => {
    const text = textOf("order-confirmed", "Jazz");
    expect(text).toContain("Your payment of €50.00 for 2 tickets for Jazz has arrived.");
    expect(text).toMatch(/^Saturday,? 12 June 2027, 20:00, Jazz, Piotrkowska 1, Łódź, Poland$/m);
    expect(text).toContain(`Tickets as PDF:\n${link}/tickets.pdf\n`);
    expect(textOf("order-confirmed", "Jazz", "de")).toContain(
      "Zahlung von 50,00\u00A0€ für 2 Tickets für Jazz ist da.",
    );
    expect(textOf("order-confirmed", "Jazz", "en", { total: 5000, currency: "JPY" })).toContain("¥5,000");
    expect(textOf("order-confirmed", "Jazz", "en", { total: 5000, currency: "KWD" })).toContain("KWD\u00A05.000");
    const free = textOf("order-confirmed", "Jazz", "en", { total: 0, tickets: 1 });
    expect(free).toContain("You have 1 ticket for Jazz.");
    expect(free).not.toContain("payment");
  });

  it("says in each mail that lists performances where to go, with the street", () => {
    const without = ORDER_TEMPLATES.filter((template) => {
      const text = textOf(template, "Jazz");
      return text.includes("12 June 2027, 20:00") && !text.includes("Jazz, Piotrkowska 1, Łódź, Poland");
    });
    expect(without).toEqual([]);
    const online = [{ date: "2027-06-12", time: null, online: true, place: null }];
    expect(textOf("order-confirmed", "Jazz", "en", { performances: online })).toMatch(/12 June 2027, Online$/m);
  });

  it("names a moment by the clocks of the place, and what is to be transferred", () => {
    const text = textOf("order-expiring", "Jazz", "en", { instructions: "IBAN PL61 1090\nReference: 7K2M9QXWBT" });
    expect(text).toContain("until 12 June 2027 at 20:00 CEST");
    expect(text).toContain("IBAN PL61 1090 Reference: 7K2M9QXWBT");
    expect(textOf("order-expiring", "Jazz", "de")).toContain("bis 12. Juni 2027 um 20:00 MESZ");
  });

  it("says how what waits is to be paid: as the promoter tells, or at the door", () => {
    expect(textOf("order-waiting", "Jazz", "en", { instructions: "IBAN PL61 1090" })).toMatch(
      /still to be paid: €50\.00[\s\S]*IBAN PL61 1090[\s\S]*7K2M9QXWBT: name it[\s\S]*until 12 June 2027 at 20:00 CEST/,
    );
    expect(textOf("order-waiting", "Jazz", "en", { instructions: null })).toContain("Pay at the door.");
  });

  it("says of each refund why it comes, and of a failed one the truth", () => {
    const said = (reason: RefundReason, locale: MailLocale) =>
      textOf("refund-started", "Jazz", locale, { refund: { amount: 2500, reason } });
    for (const locale of MAIL_LOCALES) {
      // Sold out since is why a late payment comes back: the one sentence tells both.
      expect(new Set(REFUND_REASONS.map((reason) => said(reason, locale))).size).toBe(REFUND_REASONS.length - 1);
      for (const reason of REFUND_REASONS) expect(said(reason, locale)).toMatch(/25[.,]00/);
    }
    expect(said("late", "en")).toContain("You have no tickets.");
    expect(said("duplicate", "en")).toContain("Your tickets stay valid.");
    expect(textOf("refund-failed", "Jazz")).toMatch(/did not accept it[\s\S]*The money is still yours\./);
  });

  it("promises no money where none was paid", () => {
    for (const template of ["event-cancelled", "event-postponed"] as const) {
      expect(textOf(template, "Jazz", "en", { total: 0 })).not.toMatch(/money|paid/);
      expect(textOf(template, "Jazz", "en")).toMatch(/money|paid/);
    }
  });

  it("about a move names what changed, before and now, the refund window and the calendar", () => {
    const textOf = (...mail: Parameters<typeof changeMail>) => renderMail(changeMail(...mail)).text;
    const text = textOf("Jazz");
    expect(text).toMatch(/^Before: Saturday,? 12 June 2027, 20:00, Jazz, Piotrkowska 1, Łódź, Poland$/m);
    expect(text).toMatch(/^Now: Saturday,? 3 July 2027, 19:30, Jazz, Piotrkowska 1, Łódź, Poland$/m);
    expect(text).toContain("return your tickets for a refund until 1 July 2027 at 02:00 CEST.");
    expect(text).toContain(`Update your calendar:\n${link}/tickets.ics\n`);
    expect(textOf("Jazz", "de")).toMatch(/^Bisher: Samstag, 12. Juni 2027, 20:00, Jazz, Piotrkowska 1, Łódź, Polen$/m);
    for (const order of [orderOf("Jazz", { total: 0 }), orderOf("Jazz", { refundableUntil: null })])
      expect(textOf("Jazz", "en", { order })).not.toContain("refund");
    const attendee = textOf("Jazz", "en", { to: "attendee" });
    expect(attendee).not.toMatch(/refund|7K2M9QXWBT|order/);
  });

  it("about a move says in its subject what is new", () => {
    const subjectOf = (is: Partial<PerformanceChange["is"]>, locale: MailLocale = "en", rescheduled = false) => {
      const { was } = moved("Jazz");
      const changes = [{ was, is: { ...was, ...is }, rescheduled }];
      return renderMail(changeMail("Jazz", locale, { changes })).subject;
    };
    const place = placeAt("Club");
    expect(subjectOf({ date: "2027-07-03", time: "19:30" })).toBe("New date: Jazz");
    expect(subjectOf({ time: "19:30" })).toBe("New time: Jazz");
    expect(subjectOf({ place })).toBe("New place: Jazz");
    expect(subjectOf({ date: "2027-07-03", place }, "de")).toBe("Neuer Termin und Ort: Jazz");
    expect(subjectOf({}, "en", true)).toBe("Rescheduled: Jazz");
  });

  it("about a move says which zone a time is in when that is what changed", () => {
    const { was } = moved("Jazz");
    const changes = [{ was, is: { ...was, zone: "Europe/London" }, rescheduled: false }];
    expect(renderMail(changeMail("Jazz", "en", { changes })).text).toContain("20:00 (Europe/London), Jazz");
  });

  it("about one cancelled performance names it, what goes back, and what stays valid", () => {
    const { subject, text } = renderMail(cancelledMail("Jazz"));
    expect(subject).toMatch(/^Cancelled: Jazz, Saturday,? 12 June 2027$/);
    expect(text).toMatch(/cancelled:\n\nSaturday,? 12 June 2027, 20:00, Jazz, Piotrkowska 1, Łódź, Poland\n/);
    expect(text).toContain("We're refunding €25.00 the way you paid.");
    expect(text).toMatch(/other dates stay valid:\n\nSunday,? 13 June 2027, 20:00/);
    expect(text).toContain(`Update your calendar:\n${link}/tickets.ics\n`);
    const pass = { order: orderOf("Jazz", { refund: null }), passesKept: true, remaining: [] };
    const kept = renderMail(cancelledMail("Jazz", "en", pass)).text;
    expect(kept).toContain("Your pass stays valid for its other dates.");
    expect(kept).not.toMatch(/refund|stay valid:/);
    expect(renderMail(cancelledMail("Jazz", "de")).text).toContain("Wir erstatten Ihnen 25,00\u00A0€");
  });

  it("lists the first of very many performances", () => {
    const performances = Array.from({ length: 40 }, () => ({
      date: "2027-06-12",
      time: null,
      online: true,
      place: null,
    }));
    expect(textOf("event-cancelled", "Jazz", "en", { performances }).match(/Saturday,? 12 June 2027/g)).toHaveLength(
      10,
    );
  });

  it("shows a code in the subject and by itself, and no link that could be a trap", () => {
    const { subject, text, html } = renderMail(codeMail());
    expect(subject).toBe("042042 is your code for LiveOtter");
    expect(text).toContain("\n042042\n");
    expect(html).toContain("<p>042042</p>");
    expect(text + html).not.toMatch(/https?:/);
    expect(renderMail(codeMail("de")).subject).toBe("042042 ist Ihr Code für LiveOtter");
  });
});

describe("a stored mail", () => {
  const stored = ({ template, ...payload }: Mail) => [template, JSON.parse(JSON.stringify(payload))] as const;

  it("is read back as it was written", () => {
    for (const mail of [...mails("Ada"), ...orderMails("Ada"), changeMail("Ada"), cancelledMail("Ada"), codeMail()])
      expect(readMail(...stored(mail))).toEqual(mail);
  });

  it.each<[string, unknown, MailTemplate | "newsletter"]>([
    ["no such template", {}, "newsletter"],
    ["says nothing", null, "verify-email"],
    ["says nothing", [], "verify-email"],
    ["`to`", { to: "a@example.org, b@example.org" }, "verify-email"],
    ["`to`", { to: "a@example.org\r\nBcc: b@example.org" }, "verify-email"],
    ["`to`", { to: "Ada <a@example.org>" }, "verify-email"],
    ["`to`", { to: ["a@example.org"] }, "verify-email"],
    ["`locale`", { locale: "fr" }, "verify-email"],
    ["`locale`", { locale: "toString" }, "verify-email"],
    ["`params`", { params: null }, "verify-email"],
    ["`params.name`", { params: { link, hours: 1 } }, "verify-email"],
    ["`params.link`", { params: { name: "Ada", link: "javascript:alert(1)", hours: 1 } }, "verify-email"],
    ["`params.link`", { params: { name: "Ada", link: 'https://x/"onclick="', hours: 1 } }, "verify-email"],
    ["`params.hours`", { params: { name: "Ada", link, hours: 0.5 } }, "reset-password"],
    ["`params.role`", { params: { organisation: "O", inviter: "I", role: "god", link, hours: 1 } }, "invitation"],
  ])("is refused with what is wrong (%s), quoting nothing", (words, change, template) => {
    const [, payload] = stored(mails("Ada")[0] ?? never());
    const given =
      typeof change === "object" && change !== null && !Array.isArray(change) ? { ...payload, ...change } : change;
    const read = readMail(template, given);
    expect(read).toEqual({ wrong: expect.stringContaining(words) });
    expect(JSON.stringify(read)).not.toMatch(/@|example|Ada/);
  });

  it.each<[string, Partial<Record<keyof OrderMailParams["order"], unknown>>]>([
    ["currency", { currency: "EUR\r\nBcc: x" }],
    ["zone", { zone: "Mars/Olympus" }],
    ["total", { total: 0.5 }],
    ["performances", { performances: [{ date: "soon", time: null, online: true, place: null }] }],
    ["refund", { refund: { amount: 1, reason: "whim" } }],
    ["moment", { expiresAt: 1e300 }],
  ])("about an order is refused when its %s cannot be", (_, change) => {
    const [, payload] = stored(orderMail("order-confirmed", "Ada"));
    const order = { ...orderOf("Ada"), ...change };
    expect(readMail("order-confirmed", { ...payload, params: { order, link } })).toEqual({
      wrong: expect.stringContaining("`params.order`"),
    });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (template, payload) => void readMail(template, payload)),
      { seed: 20261121 },
    );
    fc.assert(
      fc.property(fc.object(), (payload) => void readMail("verify-email", payload)),
      { seed: 20261121 },
    );
  });
});

function never(): never {
  throw new Error("there is one of each template");
}
