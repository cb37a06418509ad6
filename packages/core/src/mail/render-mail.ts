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
}

/** A mail in its language. Pure: the same mail is the same text. */
export function renderMail(mail: Mail): RenderedMail {
  const words = WORDS[mail.locale];
  const letter = write(WRITERS[mail.locale], mail);
  return { subject: letter.subject, text: asText(letter, words), html: asHtml(letter, words, mail.locale) };
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
    case "order-search-code":
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
  },
  de: {
    copy: "Falls der Knopf nicht geht, öffne diese Adresse:",
    from: "LiveOtter schickt dir das aus dem oben genannten Grund. Es ist kein Newsletter.",
  },
} as const satisfies Record<MailLocale, unknown>;
type Words = (typeof WORDS)[MailLocale];

function asText({ greeting, before, action, after, links = [] }: Letter, { from }: Words): string {
  const shown = [...(action === null ? [] : [action]), ...links].map(({ label, link }) => `${label}:\n${link}`);
  const parts = [greeting, ...before, ...shown, ...after, `--\n${from}`];
  return `${parts.join("\n\n")}\n`;
}

const BODY = "margin:0 auto;max-width:36rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif";
const BUTTON =
  "display:inline-block;padding:.75rem 1.25rem;border-radius:.5rem;background:#1d4ed8;color:#fff;font-weight:600;text-decoration:none";

function asHtml(
  { subject, greeting, before, action, after, links = [] }: Letter,
  { copy, from }: Words,
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
    `<hr><p><small>${escapeHtml(from)}</small></p></body></html>`,
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
