import { english } from "./english.ts";
import { german } from "./german.ts";
import type { Letter, Link, Writers } from "./letter.ts";
import type { Mail, MailLocale } from "./mail.ts";

export interface RenderedMail {
  /** One line without control characters, whatever the names in it hold. */
  readonly subject: string;
  readonly text: string;
  /** A whole page: no script, no picture, nothing from elsewhere but the links. */
  readonly html: string;
  /** For the header `List-Unsubscribe`; `null`: nothing to unsubscribe from. */
  readonly endLink: string | null;
}

/** A mail in its language. Pure: the same mail is the same text. */
export function renderMail(mail: Mail): RenderedMail {
  const words = WORDS[mail.locale];
  const letter = write(WRITERS[mail.locale], mail);
  const { subject, endLink = null } = letter;
  return { subject, text: asText(letter, words), html: asHtml(letter, words, mail.locale), endLink };
}

function write(writers: Writers, mail: Mail): Letter {
  switch (mail.template) {
    case "verify-email":
      return writers[mail.template](mail.params);
    case "already-registered":
      return writers[mail.template](mail.params);
    case "reset-password":
      return writers[mail.template](mail.params);
    case "invitation":
      return writers[mail.template](mail.params);
    case "performance-cancelled":
      return writers[mail.template](mail.params);
    case "performance-changed":
      return writers[mail.template](mail.params);
    case "order-search-code":
      return writers[mail.template](mail.params);
    case "order-email-confirm":
      return writers[mail.template](mail.params);
    case "order-email-changed":
      return writers[mail.template](mail.params);
    case "interest-confirm":
    case "sale-opens":
    case "tickets-back":
      return writers[mail.template](mail.params);
    default:
      return writers[mail.template](mail.params);
  }
}

const WRITERS: Readonly<Record<MailLocale, Writers>> = { en: english, de: german };

const WORDS = {
  en: {
    copy: "If the button does not work, open this address:",
    from: "LiveOtter sent this to you because of what is said above. There is nothing to unsubscribe from.",
    asked: "LiveOtter sent this to you because somebody asked for it with this address.",
    end: "Unsubscribe and be forgotten",
  },
  de: {
    copy: "Falls der Knopf nicht geht, öffnen Sie diese Adresse:",
    from: "LiveOtter schickt Ihnen das aus dem oben genannten Grund. Es ist kein Newsletter.",
    asked: "LiveOtter schickt Ihnen das, weil jemand mit dieser Adresse darum gebeten hat.",
    end: "Abbestellen und vergessen werden",
  },
} as const satisfies Record<MailLocale, unknown>;
type Words = (typeof WORDS)[MailLocale];

function asText({ greeting, before, action, after, links = [], endLink }: Letter, { from, asked, end }: Words): string {
  const shown = [...(action === null ? [] : [action]), ...links].map(({ label, link }) => `${label}:\n${link}`);
  const foot = endLink === undefined ? from : `${asked}\n${end}:\n${endLink}`;
  const parts = [greeting, ...before, ...shown, ...after, `--\n${foot}`];
  return `${parts.join("\n\n")}\n`;
}

const BODY = "margin:0 auto;max-width:36rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif";
const BUTTON =
  "display:inline-block;padding:.75rem 1.25rem;border-radius:.5rem;background:#1d4ed8;color:#fff;font-weight:600;text-decoration:none";

function asHtml(
  { subject, greeting, before, action, after, links = [], endLink }: Letter,
  { copy, from, asked, end }: Words,
  locale: MailLocale,
): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeHtml(subject)}</title></head><body style="${BODY}">`,
    ...[greeting, ...before].map(paragraph),
    ...(action === null ? [] : button(action, copy)),
    ...links.map(({ label, link }) => `<p><a href="${escapeHtml(link)}">${escapeHtml(label)}</a></p>`),
    ...after.map(paragraph),
    `<hr><p><small>${escapeHtml(endLink === undefined ? from : asked)}`,
    ...(endLink === undefined ? [] : [`<br><a href="${escapeHtml(endLink)}">${escapeHtml(end)}</a>`]),
    "</small></p></body></html>",
  ].join("\n");
}

function button({ label, link }: Link, copy: string): string[] {
  const address = escapeHtml(link);
  return [
    `<p><a href="${address}" style="${BUTTON}">${escapeHtml(label)}</a></p>`,
    `<p>${escapeHtml(copy)}<br><a href="${address}" style="overflow-wrap:anywhere">${address}</a></p>`,
  ];
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
