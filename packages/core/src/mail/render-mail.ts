import type { Mail, MailLocale, MailParams, MailTemplate } from "./mail.ts";

export interface RenderedMail {
  /** One line without control characters, whatever the names in it hold. */
  readonly subject: string;
  readonly text: string;
  /** A whole page: no script, no picture, nothing from elsewhere but the link. */
  readonly html: string;
}

/** What a mail says, before it is text or HTML. Names are cleaned already; nothing is escaped yet. */
interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly before: readonly string[];
  readonly action: { readonly label: string; readonly link: string };
  readonly after: readonly string[];
}

type Writers = { readonly [T in MailTemplate]: (params: MailParams[T]) => Letter };

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
  }
}

const english: Writers = {
  "verify-email": ({ name, link, hours }) => ({
    subject: "Confirm your e-mail address for LiveOtter",
    greeting: hello(name),
    before: ["Somebody, most likely you, signed up at LiveOtter with this address. Please confirm that it is yours."],
    action: { label: "Confirm my address", link },
    after: [worksFor(hours), "If it was not you, do nothing: without confirmation the account cannot be used."],
  }),
  "already-registered": ({ name, link, resetLink }) => ({
    subject: "You already have an account at LiveOtter",
    greeting: hello(name),
    before: [
      "Somebody, most likely you, tried to sign up at LiveOtter with this address. It has an account already, so nothing was changed.",
    ],
    action: { label: "Sign in", link },
    after: [
      `If you forgot your password, choose a new one: ${resetLink}`,
      "If it was not you, you need not do anything.",
    ],
  }),
  "reset-password": ({ name, link, hours }) => ({
    subject: "Choose a new password for LiveOtter",
    greeting: hello(name),
    before: ["Somebody, most likely you, asked for a new password for your account at LiveOtter."],
    action: { label: "Choose a new password", link },
    after: [worksFor(hours), "If it was not you, do nothing: your password stays as it is."],
  }),
  invitation: ({ organisation, inviter, role, link, hours }) => ({
    subject: `Join ${plain(organisation)} on LiveOtter`,
    greeting: "Hello,",
    before: [
      `${plain(inviter)} invites you to work for ${plain(organisation)} on LiveOtter, as ${role === "owner" ? "an owner" : "a manager"}.`,
    ],
    action: { label: "See the invitation", link },
    after: [worksFor(hours), "If you do not know who this is, do nothing: you join only by accepting."],
  }),
};

function hello(name: string): string {
  const cleaned = plain(name);
  return cleaned === "" ? "Hello," : `Hello ${cleaned},`;
}

const worksFor = (hours: number) =>
  hours % 24 === 0 && hours > 48
    ? `The link works for ${hours / 24} days.`
    : `The link works for ${hours} ${hours === 1 ? "hour" : "hours"}.`;

const german: Writers = {
  "verify-email": ({ name, link, hours }) => ({
    subject: "Bestätige deine E-Mail-Adresse für LiveOtter",
    greeting: hallo(name),
    before: [
      "jemand, vermutlich du, hat sich mit dieser Adresse bei LiveOtter angemeldet. Bitte bestätige, dass sie dir gehört.",
    ],
    action: { label: "Adresse bestätigen", link },
    after: [giltFür(hours), "Warst du es nicht, tu nichts: Ohne Bestätigung kann niemand das Konto benutzen."],
  }),
  "already-registered": ({ name, link, resetLink }) => ({
    subject: "Du hast schon ein Konto bei LiveOtter",
    greeting: hallo(name),
    before: [
      "jemand, vermutlich du, wollte sich mit dieser Adresse bei LiveOtter anmelden. Dafür gibt es schon ein Konto; es wurde nichts geändert.",
    ],
    action: { label: "Einloggen", link },
    after: [`Passwort vergessen? Hier wählst du ein neues: ${resetLink}`, "Warst du es nicht, musst du nichts tun."],
  }),
  "reset-password": ({ name, link, hours }) => ({
    subject: "Wähle ein neues Passwort für LiveOtter",
    greeting: hallo(name),
    before: ["jemand, vermutlich du, hat ein neues Passwort für dein Konto bei LiveOtter angefordert."],
    action: { label: "Neues Passwort wählen", link },
    after: [giltFür(hours), "Warst du es nicht, tu nichts: Dein Passwort bleibt, wie es ist."],
  }),
  invitation: ({ organisation, inviter, role, link, hours }) => ({
    subject: `Arbeite mit bei ${plain(organisation)} auf LiveOtter`,
    greeting: "Hallo,",
    before: [
      `${plain(inviter)} lädt dich ein, auf LiveOtter für ${plain(organisation)} zu arbeiten, ${role === "owner" ? "mit allen Rechten" : "für die Veranstaltungen"}.`,
    ],
    action: { label: "Einladung ansehen", link },
    after: [giltFür(hours), "Sagt dir das nichts, tu nichts: Ohne deine Zustimmung geschieht nichts."],
  }),
};

function hallo(name: string): string {
  const cleaned = plain(name);
  return cleaned === "" ? "Hallo," : `Hallo ${cleaned},`;
}

const giltFür = (hours: number) =>
  hours % 24 === 0 && hours > 48
    ? `Der Link gilt ${hours / 24} Tage.`
    : `Der Link gilt ${hours} ${hours === 1 ? "Stunde" : "Stunden"}.`;

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

const LONGEST_NAME = 100;

/**
 * A name that a stranger may have chosen, for one line of a mail: no line breaks or other control characters, nothing
 * that turns the direction of writing, and nothing that mail programs would make a link of.
 */
function plain(name: string): string {
  const cleaned = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const short = [...cleaned].slice(0, LONGEST_NAME).join("");
  return short.replace(/[.:/@](?=\S)/g, "$&\u200B");
}

function asText({ greeting, before, action, after }: Letter, { from }: Words): string {
  const parts = [greeting, ...before, `${action.label}:\n${action.link}`, ...after, `--\n${from}`];
  return `${parts.join("\n\n")}\n`;
}

const BODY = "margin:0 auto;max-width:36rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif";
const BUTTON =
  "display:inline-block;padding:.75rem 1.25rem;border-radius:.5rem;background:#1d4ed8;color:#fff;font-weight:600;text-decoration:none";

function asHtml(
  { subject, greeting, before, action, after }: Letter,
  { copy, from }: Words,
  locale: MailLocale,
): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  const link = escapeHtml(action.link);
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeHtml(subject)}</title></head><body style="${BODY}">`,
    ...[greeting, ...before].map(paragraph),
    `<p><a href="${link}" style="${BUTTON}">${escapeHtml(action.label)}</a></p>`,
    `<p>${escapeHtml(copy)}<br><a href="${link}" style="overflow-wrap:anywhere">${link}</a></p>`,
    ...after.map(paragraph),
    `<hr><p><small>${escapeHtml(from)}</small></p></body></html>`,
  ].join("\n");
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
