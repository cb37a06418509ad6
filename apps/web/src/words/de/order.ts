import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const order: Words["order"] = {
  title: (number) => `Bestellung ${number}`,
  description: "Wie Ihre Bestellung steht, was bezahlt ist, und Ihre Tickets.",
  order: "Bestellung",
  toBank: "Weiter zu Ihrer Bank",
  showTicket: "Ticket anzeigen",
  showTickets: (tickets) => `${tickets} anzeigen`,
  pdf: "PDF",
  calendar: "In den Kalender",
  lookAgain: "Jetzt noch einmal nachsehen",
  notReached:
    "Von hier aus erreichen wir unseren Shop gerade nicht. Dadurch bleibt nichts stehen: Diese Seite sieht von selbst wieder nach.",
  whereTo: "Wohin Sie überweisen",
  keptFor: "Ihre Tickets sind reserviert für",
  timeIsUp: "Die Zeit ist abgelaufen.",
  moneyBack: "Erstattungen",
  payForm: "Bezahlen",
  pay: (total) => `Jetzt ${total} bezahlen`,
  payAgain: (total) => `Noch einmal versuchen: ${total}`,
  onceOnly: "Auch wer zweimal drückt, bezahlt nur einmal.",
  whatWasOrdered: "Ihre Bestellung",
  askBack: "Geld zurückverlangen",
  askBackText: (amount, until) =>
    `Können Sie nicht kommen, erhalten Sie bis ${until} noch ${amount} zurück. Ihre Tickets verfallen damit, und andere können sie kaufen.`,
  askBackButton: "Tickets zurückgeben, Geld erstatten",
  cancel: "Bestellung stornieren",
  cancelText: "Die Tickets werden dann für andere frei, und es wird nichts bezahlt.",
  cancelButton: "Bestellung stornieren",
  keepAddress:
    "Wer die Adresse dieser Seite hat, hat diese Bestellung: Behalten Sie sie für sich. Sie finden sie wieder unter",

  paid: "Bezahlt: Sie haben Ihre Tickets",
  free: "Sie haben Ihre Tickets",
  mailedTo: (email) => `Den Link zu dieser Seite haben wir an ${email} geschickt.`,
  valid: (tickets) => count(tickets, { one: "# Ticket ist gültig.", other: "# Tickets sind gültig." }),
  void: "Ihre Tickets sind nicht mehr gültig",
  voidText:
    "Der Veranstalter hat sie für ungültig erklärt. Halten Sie das für einen Fehler, wenden Sie sich bitte an den Veranstalter.",
  noneValid: "Keines der Tickets ist mehr gültig.",
  postponed: "Die Veranstaltung ist verschoben",
  postponedText: "Ihre Tickets gelten für den neuen Termin.",
  partlyRefunded: "Ein Teil dieser Bestellung wurde erstattet",
  refunded: "Diese Bestellung wurde erstattet",
  refundedText: "Die Tickets gelten nicht mehr. Wie es mit dem Geld steht, sehen Sie weiter unten.",

  eventCancelled: "Die Veranstaltung ist abgesagt",
  eventCancelledFree: "Ihre Tickets gelten nicht mehr. Es wurde nichts bezahlt, also ist auch nichts zu erstatten.",
  noLongerValid: "Ihre Tickets gelten nicht mehr.",
  goesBackByItself:
    "Sie müssen nichts tun: Ihr Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben. Wir schreiben Ihnen, sobald es abgeschickt ist.",
  goesBackBelow:
    "Ihr Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben. Wie es damit steht, sehen Sie weiter unten.",

  confirming: "Wir warten auf Ihre Bank",
  confirmingText: [
    "Ihre Bank hat noch nicht gesagt, ob die Zahlung geklappt hat. Ihre Tickets bleiben so lange für Sie reserviert.",
    "Sie können diese Seite schließen: Sobald wir es wissen, schicken wir Ihnen die Tickets. Bitte bestellen Sie nicht noch einmal.",
  ],
  needsAction: "Ihre Bank bittet um einen weiteren Schritt",
  needsActionText: "Geben Sie die Zahlung dort frei; danach kommen Sie auf diese Seite zurück.",
  door: "Sie bezahlen, wenn Sie kommen",
  doorText: (number, amount) =>
    `Nennen Sie am Einlass die Nummer ${number} und bezahlen Sie dort ${amount}. Dann erhalten Sie Ihre Tickets.`,
  transfer: "Wir warten auf Ihre Überweisung",
  transferText: (amount, number) => `Überweisen Sie ${amount}. Geben Sie als Verwendungszweck ${number} an.`,
  transferUntil: (amount, until, number) =>
    `Überweisen Sie ${amount}, sodass das Geld bis ${until} da ist. Geben Sie als Verwendungszweck ${number} an.`,
  transferKept: "So lange bleiben Ihre Tickets reserviert. Wir schicken sie Ihnen, sobald das Geld da ist.",
  receivedPart: (received, total) => `${received} von ${total} sind angekommen.`,
  partMissing: (missing) => `Es fehlen noch ${missing}`,
  cardFailedWaits: "Ihre Karte wurde nicht belastet. Sie können weiterhin so bezahlen, wie Sie zuerst gewählt haben.",
  mismatchedWaits:
    "Der Zahlungsdienst hat einen anderen Betrag abgebucht als verlangt. Er geht zurück. Sie können weiterhin so bezahlen, wie Sie zuerst gewählt haben.",
  cardInstead: "Stattdessen mit Karte bezahlen",
  cardInsteadText:
    "Sie erhalten Ihre Tickets sofort. Klappt es mit der Karte nicht, bleibt Ihre Reservierung bestehen.",
  cardInsteadOfRest: (received) =>
    `Sie bezahlen den vollen Betrag mit Karte, und die bereits überwiesenen ${received} werden erstattet. Klappt es mit der Karte nicht, bleibt Ihre Reservierung bestehen.`,
  arrived: "Ihr Geld ist da",
  arrivedText: "Wir stellen Ihre Tickets aus: Das dauert einen Moment.",
  over: "Die Zeit zum Bezahlen ist um",
  overText: "Diese Bestellung kann nicht mehr bezahlt werden. Gleich steht hier, wie sie ausgegangen ist.",
  declined: "Ihre Karte wurde abgelehnt",
  declinedText:
    "Es wurde nichts abgebucht. Ihre Tickets bleiben für Sie reserviert. Versuchen Sie es noch einmal oder wählen Sie eine andere Zahlungsart.",
  mismatched: "Es wurde ein anderer Betrag abgebucht",
  mismatchedText:
    "Der Zahlungsdienst hat einen anderen Betrag abgebucht, als wir verlangt haben; er geht deshalb zurück. Ihre Tickets bleiben für Sie reserviert. Versuchen Sie es noch einmal oder wählen Sie eine andere Zahlungsart.",
  unpaid: "Noch nicht bezahlt",
  unpaidEnded:
    "Die begonnene Zahlung ist beendet, und es wurde nichts abgebucht. Ihre Tickets bleiben für Sie reserviert.",
  unpaidText: "Ihre Tickets sind für Sie reserviert. Wählen Sie, wie Sie bezahlen möchten.",
  cancelled: "Diese Bestellung wurde storniert",
  endedText: "Die Tickets sind wieder für andere frei. Es wurde nichts abgebucht.",
  paidLate:
    "Ihre Zahlung kam, als die Tickets nicht mehr zu haben waren; sie gehören Ihnen deshalb nicht. Das Geld geht auf dem Weg zurück, auf dem Sie bezahlt haben. Wie es damit steht, sehen Sie weiter unten.",

  refundState: {
    requested: (amount) => `Unterwegs zu Ihnen zurück: ${amount}.`,
    pending: (amount) => `Unterwegs zu Ihnen zurück: ${amount}. Ihre Bank braucht dafür vielleicht einige Tage.`,
    succeeded: (amount) => `Zurückgeschickt: ${amount}. Manche Banken zeigen es erst nach Tagen.`,
    failed: (amount) =>
      `Noch nicht zurückgeschickt: ${amount}. Ein Mensch kümmert sich darum; Sie müssen nichts tun, und das Geld gehört Ihnen.`,
  },
  refundReason: {
    promoter: "Erstattet vom Veranstalter.",
    fan: "Erstattet auf Ihren Wunsch.",
    "event-cancelled": "Erstattet, weil die Veranstaltung abgesagt ist.",
    "event-postponed": "Erstattet, weil die Veranstaltung verschoben oder verlegt wurde.",
    "performance-cancelled": "Erstattet, weil ein Termin abgesagt wurde.",
    late: "Erstattet, weil die Zahlung zu spät kam.",
    duplicate: "Erstattet, weil zweimal bezahlt wurde.",
    mismatch: "Erstattet, weil ein anderer Betrag abgebucht wurde.",
    incomplete: "Erstattet, weil der Rest nicht rechtzeitig angekommen ist.",
    overpaid: "Erstattet, weil Sie mehr bezahlt haben, als die Bestellung kostet.",
    "sold-out": "Erstattet, weil die Zahlung zu spät kam und die Tickets vergeben waren.",
  },

  wrongEmail: "Falsche E-Mail-Adresse?",
  newEmail: "Neue E-Mail-Adresse",
  emailHint:
    "Wir schicken einen Link an die neue Adresse. Sobald sie bestätigt ist, bekommen Ihre Tickets neue Codes, und Links an die alte Adresse gelten nicht mehr.",
  sendLink: "Link senden",
  emailSent: (email) => `Wir haben einen Link an ${email} geschickt. Bis Sie ihn öffnen, ändert sich nichts.`,
  emailUnknown: "Das hat gerade nicht geklappt. Bitte versuchen Sie es gleich noch einmal.",
  confirmEmail: "E-Mail-Adresse bestätigen",
  confirmEmailText: (number, event, email) => `Die Bestellung ${number} für ${event} wird auf ${email} umgestellt.`,
  confirmEmailEffect:
    "Ihre Tickets bekommen neue Codes. Links und Codes, die an die alte Adresse gingen, gelten dann nicht mehr.",
  confirmEmailButton: "Adresse bestätigen",
  linkExpired: "Dieser Link ist abgelaufen",
  linkExpiredText: "Öffnen Sie Ihre Bestellung und fordern Sie einen neuen an.",

  notLikeThat: "Diese Zahlungsart gibt es für diese Veranstaltung nicht.",
  notPayable: "Diese Bestellung kann gerade nicht bezahlt werden. Hier sehen Sie, wie es steht.",
  unknownPayment: "Wir konnten die Zahlung nicht beginnen. Es wurde nichts abgebucht.",
  unknownEnd: "Ob das geklappt hat, konnten wir nicht feststellen. Hier sehen Sie, wie es steht.",
  askPromoter: "Das ist nicht mehr möglich. Wenden Sie sich für eine Erstattung an den Veranstalter.",
  troubleTitle: "Wir können Ihre Bestellung gerade nicht zeigen",
  trouble: [
    "Ihre Bestellung ist davon nicht betroffen: Sie steht, wie sie stand, und ebenso, was Sie bezahlt haben. Behalten Sie die Adresse dieser Seite, sie führt dorthin.",
    "Wenn Sie gerade bezahlt haben, bezahlen Sie bitte nicht noch einmal: Diese Seite sagt, wie es ausging, sobald sie kann.",
  ],
};
