import type { Words } from "../en.ts";

export const tellMe: Words["tellMe"] = {
  whenOnSale: "Benachrichtigen, wenn der Verkauf beginnt",
  whenBack: "Benachrichtigen, wenn es wieder Tickets gibt",
  title: (event) => `Benachrichtigung zu Tickets für ${event}`,
  description: (event) =>
    `Hinterlassen Sie Ihre E-Mail-Adresse: Wir benachrichtigen Sie einmal, wenn es Tickets für ${event} gibt.`,
  heading: "Benachrichtigung zu Tickets für",
  onSale: "Wir schreiben Ihnen in der Stunde, bevor der Verkauf beginnt:",
  back: "Wir schreiben Ihnen, sobald es wieder Tickets gibt. Sie sind nicht reserviert: Wer zuerst kommt, hat sie.",
  look: "Nachsehen, ob es jetzt Tickets gibt",
  email: "Ihre E-Mail-Adresse",
  submit: "Link zum Bestätigen zuschicken",
  privacy:
    "Eine Mail, wenn es so weit ist, danach löschen wir Ihre Adresse. Der Veranstalter sieht, wie viele warten, und keine Adresse.",
  sentTitle: "Sehen Sie in Ihre E-Mails",
  sent: "Falls diese Adresse nicht schon wartet, ist eine Mail mit einem Link unterwegs. Bevor Sie dort bestätigen, geschieht nichts.",
  sentNone: "Nach zehn Minuten noch keine Mail? Sehen Sie im Spam-Ordner nach oder versuchen Sie es noch einmal.",
  another: "Eine andere Adresse angeben",

  giveEmail: "Geben Sie Ihre E-Mail-Adresse an.",
  wrongEmail: "Geben Sie eine vollständige E-Mail-Adresse an, etwa name@example.com.",
  onSaleNow: "Der Verkauf hat inzwischen begonnen: Sehen Sie bei der Veranstaltung nach.",
  unknownSent:
    "Ob eine Mail verschickt wurde, konnten wir nicht feststellen. Sehen Sie in Ihre E-Mails oder versuchen Sie es noch einmal.",
  nothingTitle: "Hier gibt es nichts zu erwarten",
  nothing: "Diese Veranstaltung ist vorbei oder abgesagt.",
  troubleTitle: "Das geht gerade nicht",
  trouble: [
    "Unser Shop antwortet im Moment nicht. Es ist nichts verloren. Bitte versuchen Sie es in einer halben Minute noch einmal.",
  ],
  unknownDone:
    "Ob es geklappt hat, konnten wir nicht feststellen. Versuchen Sie es noch einmal: Nichts geschieht doppelt.",

  linkTitles: {
    unconfirmed: "Bitte bestätigen",
    waiting: "Sie bekommen Bescheid",
    told: "Sie haben Bescheid",
    over: "Es ist vorbei",
  },
  wantsOnSale: (event) => `Möchten Sie Bescheid bekommen, wenn der Verkauf für ${event} beginnt?`,
  wantsBack: (event) => `Möchten Sie Bescheid bekommen, wenn es wieder Tickets für ${event} gibt?`,
  yes: "Ja, bitte",
  no: "Nein, löschen Sie meine Adresse",
  waitsOnSale: (event) => `Sie bekommen Bescheid, bevor der Verkauf für ${event} beginnt.`,
  waitsBack: (event) => `Sie bekommen Bescheid, sobald es wieder Tickets für ${event} gibt.`,
  opens: "Der Verkauf beginnt:",
  forget: "Nicht benachrichtigen und meine Adresse löschen",
  told: (event) =>
    `Wir haben Ihnen zu Tickets für ${event} Bescheid gegeben. Binnen einer Woche löschen wir Ihre Adresse.`,
  over: (event) => `Zu ${event} gibt es nichts mehr zu berichten. Binnen einer Minute löschen wir Ihre Adresse.`,
  gone: "Unter diesem Link wartet niemand mehr",
  goneText: "Falls es eine Adresse dazu gab, ist sie gelöscht, und Sie bekommen dazu keine Mail mehr.",
};
