import { longMoment } from "../long-time.ts";
import { money, oneLine, plain, schedule, type Writers } from "./letter.ts";
import type { OrderMailParams } from "./mail.ts";

export const german: Writers = {
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
  "order-search-code": ({ code, minutes }) => ({
    subject: `${code} ist dein Code für LiveOtter`,
    greeting: "Hallo,",
    before: [
      "jemand, vermutlich du, möchte alle Bestellungen unter dieser Adresse sehen. Dieser Code zeigt sie:",
      code,
      `Er gilt einmal und ${minutes} Minuten lang. Gib ihn niemandem.`,
    ],
    action: null,
    after: ["Warst du es nicht, tu nichts: Ohne den Code sieht niemand deine Bestellungen."],
  }),
  "order-waiting": ({ order, link }) => ({
    subject: `Deine Bestellung für ${plain(order.event)} wartet auf deine Zahlung`,
    greeting: hallo(order.name),
    before: [
      `deine Tickets für ${plain(order.event)} sind reserviert. Noch zu bezahlen: ${zahlt(order)}.`,
      ...schedule(order.performances, "de"),
      order.instructions === null ? "Bezahle am Einlass." : oneLine(order.instructions),
      `Deine Bestellung hat die Nummer ${plain(order.number)}: Nenne sie, wenn du bezahlst.`,
      ...reserviertBis(order),
    ],
    action: { label: "Bestellung ansehen", link },
    after: ["Deine Tickets bekommst du, sobald deine Zahlung da ist."],
  }),
  "order-confirmed": ({ order, link }) => ({
    subject: `Deine Tickets für ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      order.total === 0
        ? `du hast ${karten(order.tickets)} für ${plain(order.event)}.`
        : `danke. Deine Zahlung von ${zahlt(order)} für ${karten(order.tickets)} für ${plain(order.event)} ist da.`,
      ...schedule(order.performances, "de"),
      `Deine Bestellung hat die Nummer ${plain(order.number)}.`,
    ],
    action: { label: "Tickets ansehen", link },
    links: [
      { label: "Tickets als PDF", link: `${link}/tickets.pdf` },
      { label: "In den Kalender eintragen", link: `${link}/tickets.ics` },
    ],
    after: ["Wer diesen Link hat, hat deine Tickets: Behalte ihn für dich."],
  }),
  "order-expiring": ({ order, link }) => ({
    subject: `Deine Bestellung für ${plain(order.event)} läuft bald ab`,
    greeting: hallo(order.name),
    before: [
      `deine Zahlung von ${zahlt(order)} für die Bestellung ${plain(order.number)}, für ${plain(order.event)}, ist noch nicht da.`,
      ...reserviertBis(order),
      ...(order.instructions === null ? [] : [oneLine(order.instructions)]),
    ],
    action: { label: "Bestellung ansehen", link },
    after: ["Hast du schon bezahlt, musst du nichts tun. Möchtest du die Tickets nicht mehr, auch nicht."],
  }),
  "refund-started": ({ order, link }) => ({
    subject: `Dein Geld für ${plain(order.event)} kommt zurück`,
    greeting: hallo(order.name),
    before: [
      `${warum(order)} Du bekommst ${zurück(order)} auf dem Weg zurück, auf dem du bezahlt hast. Das kann einige Tage dauern.`,
    ],
    action: { label: "Bestellung ansehen", link },
    after: [`Deine Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "refund-succeeded": ({ order, link }) => ({
    subject: `Dein Geld für ${plain(order.event)} ist zurückgeschickt`,
    greeting: hallo(order.name),
    before: [
      `${zurück(order)} deiner Bestellung ${plain(order.number)}, für ${plain(order.event)}, sind auf dem Weg zurückgeschickt, auf dem du bezahlt hast. Manche Banken zeigen es erst nach Tagen.`,
    ],
    action: { label: "Bestellung ansehen", link },
    after: [],
  }),
  "refund-failed": ({ order, link }) => ({
    subject: `Dein Geld für ${plain(order.event)} konnte noch nicht zurückgeschickt werden`,
    greeting: hallo(order.name),
    before: [
      `wir wollten ${zurück(order)} deiner Bestellung ${plain(order.number)}, für ${plain(order.event)}, zurückschicken, und der Zahlungsdienst hat es nicht angenommen.`,
      "Das Geld gehört weiter dir. Ein Mensch kümmert sich jetzt darum, und du musst nichts tun; die Seite deiner Bestellung sagt, wie es steht.",
    ],
    action: { label: "Bestellung ansehen", link },
    after: [],
  }),
  "event-cancelled": ({ order, link }) => ({
    subject: `Abgesagt: ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      `${plain(order.event)} ist abgesagt. Deine Tickets gelten nicht mehr.`,
      ...schedule(order.performances, "de"),
      ...(order.total === 0
        ? []
        : [
            "Was du bezahlt hast, geht ohne dein Zutun auf dem Weg zurück, auf dem du bezahlt hast. Wir sagen dir, wenn es abgeschickt ist.",
          ]),
    ],
    action: { label: "Bestellung ansehen", link },
    after: [`Deine Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "event-postponed": ({ order, link }) => ({
    subject: `Verschoben: ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      `${plain(order.event)} ist verschoben. Deine Tickets gelten weiter. Soweit es bekannt ist, ist es jetzt:`,
      ...schedule(order.performances, "de"),
      ...(order.refundableUntil === null || order.total === 0
        ? []
        : [
            `Kannst du nicht kommen, verlange dein Geld bis ${longMoment(order.refundableUntil, order.zone, "de")} zurück.`,
          ]),
    ],
    action: { label: "Bestellung ansehen", link },
    links: [{ label: "Kalender aktualisieren", link: `${link}/tickets.ics` }],
    after: [`Deine Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "ticket-replaced": ({ order, link }) => ({
    subject: `Ein Ticket für ${plain(order.event)} wurde ersetzt`,
    greeting: hallo(order.name),
    before: [
      `ein Ticket deiner Bestellung ${plain(order.number)} hat einen neuen Code${order.ticket?.holder ? `, für ${plain(order.ticket.holder)}` : ""}: ${plain(order.ticket?.ticketType ?? order.event)}.`,
      "Der frühere Code, gedruckt oder auf einem Telefon, öffnet die Tür nicht mehr.",
    ],
    action: { label: "Tickets ansehen", link },
    after: ["Warst du es nicht, hat jemand anders den Link deiner Bestellung: Bitte den Veranstalter um Hilfe."],
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

type Order = OrderMailParams["order"];

const reserviertBis = ({ expiresAt, zone }: Order): string[] =>
  expiresAt === null
    ? []
    : [
        `Die Tickets bleiben bis ${longMoment(expiresAt, zone, "de")} für dich reserviert. Danach können andere sie kaufen.`,
      ];
const karten = (count: number): string => `${count} ${count === 1 ? "Ticket" : "Tickets"}`;
const zahlt = ({ total, currency }: Order): string => money(total, currency, "de");
const zurück = ({ refund, total, currency }: Order): string => money(refund?.amount ?? total, currency, "de");

function warum({ event, refund }: Order): string {
  const name = plain(event);
  switch (refund?.reason) {
    case "late":
    case "sold_out":
      return `deine Zahlung für ${name} kam, als deine Bestellung schon abgelaufen war, und die Tickets sind weg. Du hast keine Tickets.`;
    case "duplicate":
      return `deine Bestellung für ${name} wurde zweimal bezahlt. Deine Tickets gelten weiter.`;
    case "mismatch":
      return `für deine Bestellung für ${name} wurde ein anderer Betrag abgebucht, als sie kostet; sie wurde deshalb nicht ausgeführt. Du hast keine Tickets.`;
    case "event_cancelled":
      return `${name} ist abgesagt.`;
    case "event_postponed":
      return `${name} ist verschoben, und du hast dein Geld zurückverlangt.`;
    case "fan":
      return `du hast Tickets für ${name} zurückgegeben.`;
    default:
      return `der Veranstalter von ${name} zahlt dir Geld zurück.`;
  }
}
