import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAIL_LOCALES, type Mail, type MailLocale, type MailTemplate } from "./mail.ts";
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

describe("a rendered mail", () => {
  it("says the same in both languages, with the link in text and HTML", () => {
    for (const locale of MAIL_LOCALES) {
      for (const mail of mails("Ada", locale)) {
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
    expect(german.text).toContain("Ada lädt dich ein, auf LiveOtter für Ada zu arbeiten, für die Veranstaltungen.");
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
        const plainly = mails("Ada", locale).map(renderMail);
        for (const [at, mail] of mails(name, locale).entries()) {
          const { subject, text, html } = renderMail(mail);
          expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
          expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u);
          // As many lines and tags as with a harmless name.
          expect(text.split("\n").length).toBe(plainly[at]?.text.split("\n").length);
          expect(html.match(/</g)?.length).toBe(plainly[at]?.html.match(/</g)?.length);
          expect(`${subject}${text}${html}`.isWellFormed()).toBe(true);
        }
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it("makes no link of a name that looks like one", () => {
    const { text, subject } = renderMail(mails("Win at https://evil.example/now or a@evil.example")[3] ?? never());
    expect(text).not.toContain("evil.example");
    expect(text).not.toContain("a@evil");
    expect(subject).not.toContain("https:/");
  });

  it("loads nothing from anywhere", () => {
    for (const mail of mails("Ada")) {
      expect(renderMail(mail).html).not.toMatch(/<(?:img|script|link|iframe|object|style)|\ssrc=|url\(|@import/i);
    }
  });
});

describe("a stored mail", () => {
  const stored = ({ template, ...payload }: Mail) => [template, JSON.parse(JSON.stringify(payload))] as const;

  it("is read back as it was written", () => {
    for (const mail of mails("Ada")) expect(readMail(...stored(mail))).toEqual(mail);
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

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), fc.anything(), (template, payload) => void readMail(template, payload)));
    fc.assert(fc.property(fc.object(), (payload) => void readMail("verify-email", payload)));
  });
});

function never(): never {
  throw new Error("there is one of each template");
}
