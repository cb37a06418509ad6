import { longDay, longMoment } from "../long-time.ts";
import { beforeAndAfter, changedParts, money, oneLine, plain, schedule, type Writers } from "./letter.ts";
import type { ChangeMailParams, InterestMailParams, OrderMailParams } from "./mail.ts";

export const german: Writers = {
  "verify-email": ({ name, link, hours }) => ({
    subject: "Bestätigen Sie Ihre E-Mail-Adresse für LiveOtter",
    greeting: hallo(name),
    before: [
      "jemand, vermutlich Sie, hat sich mit dieser Adresse bei LiveOtter angemeldet. Bitte bestätigen Sie, dass sie Ihnen gehört.",
    ],
    action: { label: "Adresse bestätigen", link },
    after: [giltFür(hours), "Waren Sie es nicht, tun Sie nichts: Ohne Bestätigung kann niemand das Konto benutzen."],
  }),
  "already-registered": ({ name, link, resetLink }) => ({
    subject: "Sie haben schon ein Konto bei LiveOtter",
    greeting: hallo(name),
    before: [
      "jemand, vermutlich Sie, wollte sich mit dieser Adresse bei LiveOtter anmelden. Dafür gibt es schon ein Konto; es wurde nichts geändert.",
    ],
    action: { label: "Einloggen", link },
    after: [
      `Passwort vergessen? Hier wählen Sie ein neues: ${resetLink}`,
      "Waren Sie es nicht, müssen Sie nichts tun.",
    ],
  }),
  "reset-password": ({ name, link, hours }) => ({
    subject: "Wählen Sie ein neues Passwort für LiveOtter",
    greeting: hallo(name),
    before: ["jemand, vermutlich Sie, hat ein neues Passwort für Ihr Konto bei LiveOtter angefordert."],
    action: { label: "Neues Passwort wählen", link },
    after: [giltFür(hours), "Waren Sie es nicht, tun Sie nichts: Ihr Passwort bleibt, wie es ist."],
  }),
  invitation: ({ organisation, inviter, role, link, hours }) => ({
    subject: `Arbeiten Sie mit bei ${plain(organisation)} auf LiveOtter`,
    greeting: "Hallo,",
    before: [
      `${plain(inviter)} lädt Sie ein, auf LiveOtter für ${plain(organisation)} zu arbeiten, ${role === "owner" ? "mit allen Rechten" : "für die Veranstaltungen"}.`,
    ],
    action: { label: "Einladung ansehen", link },
    after: [giltFür(hours), "Sagt Ihnen das nichts, tun Sie nichts: Ohne Ihre Zustimmung geschieht nichts."],
  }),
  "order-search-code": ({ code, minutes }) => ({
    subject: `${code} ist Ihr Code für LiveOtter`,
    greeting: "Hallo,",
    before: [
      "jemand, vermutlich Sie, möchte alle Bestellungen unter dieser Adresse sehen. Dieser Code zeigt sie:",
      code,
      `Er gilt einmal und ${minutes} Minuten lang. Geben Sie ihn niemandem.`,
    ],
    action: null,
    after: ["Waren Sie es nicht, tun Sie nichts: Ohne den Code sieht niemand Ihre Bestellungen."],
  }),
  "order-email-confirm": ({ event, number, link, hours }) => ({
    subject: `Bitte bestätigen: neue E-Mail-Adresse für ${plain(event)}`,
    greeting: "Hallo,",
    before: [
      `jemand, hoffentlich Sie, möchte die Bestellung ${plain(number)} für ${plain(event)} auf diese E-Mail-Adresse umstellen.`,
      "Sobald Sie bestätigen, schicken wir die Bestellung und die Tickets hierher. Links und Ticketcodes, die an die bisherige Adresse gingen, gelten dann nicht mehr.",
    ],
    action: { label: "Adresse bestätigen", link },
    after: [
      giltFür(hours),
      "Wenn Sie das nicht waren, ignorieren Sie diese E-Mail. Ohne Ihre Bestätigung ändert sich nichts.",
    ],
  }),
  "order-email-changed": ({ event, number }) => ({
    subject: `Bestellung ${plain(number)} hat eine neue E-Mail-Adresse`,
    greeting: "Hallo,",
    before: [
      `die E-Mail-Adresse der Bestellung ${plain(number)} für ${plain(event)} wurde geändert. Links und Ticketcodes, die an diese Adresse gingen, gelten nicht mehr.`,
    ],
    action: null,
    after: [
      "Wenn Sie diese Tickets gekauft und das nicht veranlasst haben, wenden Sie sich bitte sofort an den Veranstalter.",
    ],
  }),
  "order-waiting": ({ order, link }) => ({
    subject: `Ihre Bestellung für ${plain(order.event)} wartet auf Ihre Zahlung`,
    greeting: hallo(order.name),
    before: [
      `Ihre Tickets für ${plain(order.event)} sind reserviert. Noch zu bezahlen: ${zahlt(order)}.`,
      ...schedule(order.performances, "de"),
      order.instructions === null ? "Bezahlen Sie am Einlass." : oneLine(order.instructions),
      `Ihre Bestellung hat die Nummer ${plain(order.number)}: Nennen Sie sie, wenn Sie bezahlen.`,
      ...reserviertBis(order),
    ],
    action: { label: "Bestellung ansehen", link },
    after: ["Ihre Tickets bekommen Sie, sobald Ihre Zahlung da ist."],
  }),
  "payment-incomplete": ({ order, link }) => ({
    subject: `Für ${plain(order.event)} fehlen noch ${fehlt(order)}`,
    greeting: hallo(order.name),
    before: [
      `für Ihre Bestellung ${plain(order.number)} (${plain(order.event)}) sind ${money(order.received, order.currency, "de")} von ${money(order.total, order.currency, "de")} angekommen. Es fehlen noch ${fehlt(order)}.`,
      ...(order.instructions === null ? [] : [oneLine(order.instructions)]),
      `Bitte geben Sie als Verwendungszweck ${plain(order.number)} an.`,
      ...reserviertBis(order),
    ],
    action: { label: "Bestellung ansehen", link },
    after: [
      "Sobald der Rest da ist, erhalten Sie Ihre Tickets. Kommt er nicht rechtzeitig, erstatten wir, was Sie bezahlt haben.",
    ],
  }),
  "order-confirmed": ({ order, link }) => ({
    subject: `Ihre Tickets für ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      order.total === 0
        ? `Sie haben ${karten(order.tickets)} für ${plain(order.event)}.`
        : `danke. Ihre Zahlung von ${zahlt(order)} für ${karten(order.tickets)} für ${plain(order.event)} ist da.`,
      ...schedule(order.performances, "de"),
      `Ihre Bestellung hat die Nummer ${plain(order.number)}.`,
    ],
    action: { label: "Tickets ansehen", link },
    links: [
      { label: "Tickets als PDF", link: `${link}/tickets.pdf` },
      { label: "In den Kalender eintragen", link: `${link}/tickets.ics` },
    ],
    after: ["Wer diesen Link hat, hat Ihre Tickets: Behalten Sie ihn für sich."],
  }),
  "order-expiring": ({ order, link }) => ({
    subject: `Ihre Bestellung für ${plain(order.event)} läuft bald ab`,
    greeting: hallo(order.name),
    before: [
      order.received > 0
        ? `für Ihre Bestellung ${plain(order.number)} (${plain(order.event)}) fehlen noch ${fehlt(order)}.`
        : `Ihre Zahlung von ${zahlt(order)} für die Bestellung ${plain(order.number)}, für ${plain(order.event)}, ist noch nicht da.`,
      ...reserviertBis(order),
      ...(order.instructions === null ? [] : [oneLine(order.instructions)]),
    ],
    action: { label: "Bestellung ansehen", link },
    after: ["Haben Sie schon bezahlt, müssen Sie nichts tun. Möchten Sie die Tickets nicht mehr, auch nicht."],
  }),
  "refund-started": ({ order, link }) => ({
    subject: `Ihr Geld für ${plain(order.event)} kommt zurück`,
    greeting: hallo(order.name),
    before: [
      `${warum(order)} Sie bekommen ${zurück(order)} auf dem Weg zurück, auf dem Sie bezahlt haben. Das kann einige Tage dauern.`,
    ],
    action: { label: "Bestellung ansehen", link },
    after: [`Ihre Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "refund-succeeded": ({ order, link }) => ({
    subject: `Ihr Geld für ${plain(order.event)} ist zurückgeschickt`,
    greeting: hallo(order.name),
    before: [
      `${zurück(order)} Ihrer Bestellung ${plain(order.number)}, für ${plain(order.event)}, sind auf dem Weg zurückgeschickt, auf dem Sie bezahlt haben. Manche Banken zeigen es erst nach Tagen.`,
    ],
    action: { label: "Bestellung ansehen", link },
    after: [],
  }),
  "refund-failed": ({ order, link }) => ({
    subject: `Ihr Geld für ${plain(order.event)} konnte noch nicht zurückgeschickt werden`,
    greeting: hallo(order.name),
    before: [
      `wir wollten ${zurück(order)} Ihrer Bestellung ${plain(order.number)}, für ${plain(order.event)}, zurückschicken, und der Zahlungsdienst hat es nicht angenommen.`,
      "Das Geld gehört weiter Ihnen. Ein Mensch kümmert sich jetzt darum, und Sie müssen nichts tun; die Seite Ihrer Bestellung sagt, wie es steht.",
    ],
    action: { label: "Bestellung ansehen", link },
    after: [],
  }),
  "event-cancelled": ({ order, link }) => ({
    subject: `Abgesagt: ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      `${plain(order.event)} ist abgesagt. Ihre Tickets gelten nicht mehr.`,
      ...schedule(order.performances, "de"),
      ...(order.total === 0
        ? []
        : [
            "Was Sie bezahlt haben, geht ohne Ihr Zutun auf dem Weg zurück, auf dem Sie bezahlt haben. Wir sagen Ihnen, wenn es abgeschickt ist.",
          ]),
    ],
    action: { label: "Bestellung ansehen", link },
    after: [`Ihre Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "event-postponed": ({ order, link }) => ({
    subject: `Verschoben: ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      `${plain(order.event)} ist verschoben. Ihre Tickets gelten weiter. Soweit es bekannt ist, ist es jetzt:`,
      ...schedule(order.performances, "de"),
      ...(order.refundableUntil === null || order.total === 0
        ? []
        : [
            `Können Sie nicht kommen, verlangen Sie Ihr Geld bis ${longMoment(order.refundableUntil, order.zone, "de")} zurück.`,
          ]),
    ],
    action: { label: "Bestellung ansehen", link },
    links: [{ label: "Kalender aktualisieren", link: `${link}/tickets.ics` }],
    after: [`Ihre Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "performance-cancelled": ({ order, link, cancelled, remaining, passesKept }) => ({
    subject: `Abgesagt: ${plain(order.event)}, ${longDay(cancelled.date, "de")}`,
    greeting: hallo(order.name),
    before: [
      `ein Termin von ${plain(order.event)} ist abgesagt:`,
      ...schedule([cancelled], "de"),
      passesKept
        ? "Ihre Tickets für diesen Termin gelten nicht mehr. Ihr Pass gilt weiter für die anderen Termine."
        : "Ihre Tickets für diesen Termin gelten nicht mehr.",
      ...(order.refund === null
        ? []
        : [
            `Wir erstatten Ihnen ${zurück(order)} auf dem Weg, auf dem Sie bezahlt haben. Sie bekommen eine E-Mail, sobald das Geld abgeschickt ist.`,
          ]),
      ...(remaining.length === 0
        ? []
        : ["Ihre Tickets für die anderen Termine gelten weiter:", ...schedule(remaining, "de")]),
    ],
    action: { label: "Bestellung ansehen", link },
    links: [{ label: "Kalender aktualisieren", link: `${link}/tickets.ics` }],
    after: [`Ihre Bestellung hat die Nummer ${plain(order.number)}.`],
  }),
  "performance-changed": ({ order, link, changes, to, calendarLink }) => ({
    subject: `${neu(changes)}: ${plain(order.event)}`,
    greeting: hallo(order.name),
    before: [
      changes.some(({ rescheduled }) => rescheduled)
        ? `${plain(order.event)} hat einen neuen Termin. Ihre Tickets gelten für den neuen Termin.`
        : `bei ${plain(order.event)} hat sich etwas geändert. Ihre Tickets gelten weiter.`,
      ...beforeAndAfter(changes, "de", { was: "Bisher:", is: "Jetzt:", same: "Wie angekündigt:" }),
      ...(to === "attendee" || order.refundableUntil === null || order.total === 0
        ? []
        : [
            `Wenn Sie nicht kommen können, können Sie Ihre Tickets bis ${longMoment(order.refundableUntil, order.zone, "de")} zurückgeben und bekommen Ihr Geld zurück.`,
          ]),
    ],
    action: { label: to === "buyer" ? "Bestellung ansehen" : "Zur Veranstaltung", link },
    links: [{ label: "Kalender aktualisieren", link: calendarLink }],
    after: to === "buyer" ? [`Ihre Bestellung hat die Nummer ${plain(order.number)}.`] : [],
  }),
  "ticket-replaced": ({ order, link }) => ({
    subject: `Ein Ticket für ${plain(order.event)} wurde ersetzt`,
    greeting: hallo(order.name),
    before: [
      `ein Ticket Ihrer Bestellung ${plain(order.number)} hat einen neuen Code${order.ticket?.holder ? `, für ${plain(order.ticket.holder)}` : ""}: ${plain(order.ticket?.ticketType ?? order.event)}.`,
      "Der frühere Code, gedruckt oder auf einem Telefon, öffnet die Tür nicht mehr.",
    ],
    action: { label: "Tickets ansehen", link },
    after: ["Waren Sie es nicht, hat jemand anders den Link Ihrer Bestellung: Bitten Sie den Veranstalter um Hilfe."],
  }),
  "tickets-void": ({ order, link }) => ({
    subject:
      order.tickets === 0
        ? `Ihre Tickets für ${plain(order.event)} sind nicht mehr gültig`
        : `Einige Ihrer Tickets für ${plain(order.event)} sind nicht mehr gültig`,
    greeting: hallo(order.name),
    before: [
      `der Veranstalter von ${plain(order.event)} hat ${karten(order.void?.tickets ?? 0)} Ihrer Bestellung ${plain(order.number)} für ungültig erklärt. Damit ist kein Einlass mehr möglich.`,
      ...(order.tickets === 0 ? [] : [`Weiterhin gültig: ${karten(order.tickets)} dieser Bestellung.`]),
      ...warumUngültig(order),
    ],
    action: { label: "Bestellung ansehen", link },
    after: [
      `Halten Sie das für einen Fehler, wenden Sie sich bitte an den Veranstalter und nennen Sie die Bestellnummer ${plain(order.number)}.`,
    ],
  }),
  "interest-confirm": ({ news, link, endLink }) => ({
    subject: `Sollen wir Ihnen zu ${plain(news.event)} Bescheid geben?`,
    greeting: "Hallo,",
    before: [
      news.kind === "on-sale"
        ? `jemand, vermutlich Sie, möchte unter dieser Adresse erfahren, wenn der Verkauf für ${plain(news.event)} beginnt: ${beginn(news)}.`
        : `jemand, vermutlich Sie, möchte unter dieser Adresse erfahren, wenn es wieder Tickets für ${plain(news.event)} gibt.`,
      ...nightOf(news),
      "Bitte bestätigen Sie das. Sie bekommen dann eine Mail und sonst nichts, und danach vergessen wir Ihre Adresse.",
    ],
    action: { label: "Ja, ich will es erfahren", link },
    after: ["Waren Sie es nicht, tun Sie nichts: Ohne Bestätigung vergessen wir Ihre Adresse nach zwei Tagen."],
    endLink,
  }),
  "sale-opens": ({ news, link, endLink }) => ({
    subject: `Tickets für ${plain(news.event)}: ab ${beginn(news)}`,
    greeting: "Hallo,",
    before: [`Sie wollten es wissen: Tickets für ${plain(news.event)} gibt es ab ${beginn(news)}.`],
    action: { label: "Zur Veranstaltung", link },
    after: ["Damit ist Ihr Wunsch erfüllt: Binnen einer Woche vergessen wir Ihre Adresse."],
    endLink,
  }),
  "tickets-back": ({ news, link, endLink, againLink }) => ({
    subject: `Es gibt wieder Tickets für ${plain(news.event)}`,
    greeting: "Hallo,",
    before: [
      `Sie wollten es wissen: Es gibt wieder Tickets für ${plain(news.event)}.`,
      ...nightOf(news),
      "Vielleicht sind es wenige, und auch andere haben diese Nachricht: Wer zuerst kommt, hat sie.",
    ],
    action: { label: "Zu den Tickets", link },
    links: [{ label: "Zu spät? Beim nächsten Mal wieder Bescheid bekommen", link: againLink }],
    after: ["Damit ist Ihr Wunsch erfüllt: Binnen einer Woche vergessen wir Ihre Adresse."],
    endLink,
  }),
};

const nightOf = ({ performance }: InterestMailParams["news"]): string[] =>
  performance === null ? [] : schedule([performance], "de");
const beginn = ({ opensAt, zone }: InterestMailParams["news"]): string => longMoment(opensAt, zone, "de");

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
        `Die Tickets bleiben bis ${longMoment(expiresAt, zone, "de")} für Sie reserviert. Danach können andere sie kaufen.`,
      ];
const karten = (count: number): string => `${count} ${count === 1 ? "Ticket" : "Tickets"}`;
const fehlt = ({ total, received, currency }: Order): string => money(total - received, currency, "de");
const zahlt = ({ total, currency }: Order): string => money(total, currency, "de");
const zurück = ({ refund, total, currency }: Order): string => money(refund?.amount ?? total, currency, "de");

function neu(changes: ChangeMailParams["changes"]): string {
  const parts = changedParts(changes);
  if (parts.has("date")) return parts.has("place") ? "Neuer Termin und Ort" : "Neuer Termin";
  if (parts.has("place")) return parts.has("time") ? "Neue Uhrzeit und neuer Ort" : "Neuer Ort";
  return parts.has("time") ? "Neue Uhrzeit" : "Neu angesetzt";
}

function warumUngültig({ void: voided, total }: Order): string[] {
  switch (voided?.reason) {
    case "lost_dispute":
      return ["Ihre Bank hat die Zahlung für diese Bestellung zurückgeholt."];
    case "fraud":
      return ["Mit der Zahlung für diese Bestellung gab es ein Problem. Sie erhalten von uns keine Erstattung."];
    default:
      return total === 0 ? [] : ["Dafür erhalten Sie keine Erstattung."];
  }
}

function warum({ event, refund }: Order): string {
  const name = plain(event);
  switch (refund?.reason) {
    case "late":
    case "sold_out":
      return `Ihre Zahlung für ${name} kam, als Ihre Bestellung schon abgelaufen war, und die Tickets sind weg. Sie haben keine Tickets.`;
    case "duplicate":
      return `Ihre Bestellung für ${name} wurde zweimal bezahlt. Ihre Tickets gelten weiter.`;
    case "mismatch":
      return `für Ihre Bestellung für ${name} wurde ein anderer Betrag abgebucht, als sie kostet; sie wurde deshalb nicht ausgeführt. Sie haben keine Tickets.`;
    case "incomplete":
      return `Für Ihre Bestellung (${name}) kam nur ein Teil des Geldes rechtzeitig an, deshalb ist sie beendet. Sie haben keine Tickets.`;
    case "overpaid":
      return `Sie haben mehr bezahlt, als Ihre Bestellung (${name}) kostet.`;
    case "event_cancelled":
      return `${name} ist abgesagt.`;
    case "performance_cancelled":
      return `Ein Termin von ${name} ist abgesagt.`;
    case "event_postponed":
      return `Termin oder Ort von ${name} hat sich geändert, und Sie haben Ihre Tickets zurückgegeben.`;
    case "fan":
      return `Sie haben Tickets für ${name} zurückgegeben.`;
    default:
      return `der Veranstalter von ${name} zahlt Ihnen Geld zurück.`;
  }
}
