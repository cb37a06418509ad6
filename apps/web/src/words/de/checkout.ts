import type { Words } from "../en.ts";

export const checkout: Words["checkout"] = {
  title: "Kasse",
  description: "Bestellen Sie die Tickets, die für Sie reserviert sind. Ein Konto brauchen Sie nicht.",
  heldFor: "Für Sie reserviert:",
  timeIsUp: "Die Zeit ist abgelaufen. Versuchen Sie es trotzdem: Vielleicht sind sie noch frei.",
  twoMinutes: "Es bleiben zwei Minuten.",
  oneMinute: "Es bleibt eine Minute.",
  lapsed: "Ihre Zeit ist abgelaufen, andere können diese Tickets jetzt nehmen.",
  lapsedText: "Bestellen Sie trotzdem: Sind sie zum gleichen Preis noch frei, bekommen Sie sie. Oder",
  lapsedRenewed: (now) =>
    `Preise, Gebühren, Steuern oder Fragen haben sich seit Ihrer Auswahl geändert: Die Summe ist jetzt ${now}. Prüfen Sie die Angaben unten und bestellen Sie, wenn die Tickets noch frei sind. Oder`,
  chooseAgain: "wählen Sie neu",
  ordered: "Diese Tickets sind schon bestellt.",
  orderedText: "Senden Sie das Formular, um die Bestellung zu sehen: Nichts wird doppelt bestellt oder bezahlt.",
  seeOrder: "Bestellung ansehen",
  getTickets: "Kostenlos bestellen",
  // The law wants the button to say that one buys (BGB, section 312j).
  pay: (total) => `Für ${total} kaufen`,
  change: "Tickets ändern oder Code eingeben",
  changeButton: "Tickets ändern",
  code: "Code",
  otherDates: "Tickets für einen weiteren Termin",
  moreTime: "Mehr Zeit",
  giveUp: "Reservierung aufgeben",
  whereTo: "Wohin sollen die Tickets?",
  email: "E-Mail",
  name: "Ihr Name",
  guests: "Wer kommt",
  guestName: "Name",
  guestOf: (ticket, at, of) => `${ticket} ${at} von ${of}`,
  onceOnly: "Auch wer zweimal drückt, bestellt nur einmal.",
  nothingBefore: "Vorher wird nichts abgebucht.",

  changed: "Ihre Tickets sind geändert.",
  extended: "Sie haben mehr Zeit.",
  noEmail: "Geben Sie die E-Mail-Adresse für Ihre Tickets an.",
  wrongEmail: "Geben Sie eine vollständige E-Mail-Adresse an, etwa name@example.com.",
  refusedEmail: "An diese E-Mail-Adresse können keine Tickets geschickt werden. Geben Sie eine andere an.",
  guestMissing: (at, ticket) => `Geben Sie an, wer mit Ticket ${at} von „${ticket}“ kommt.`,
  tick: (label) => `Setzen Sie den Haken bei „${label}“, um fortzufahren.`,
  chooseAnswer: (label) => `Wählen Sie eine Antwort auf „${label}“.`,
  answer: (label) => `Beantworten Sie „${label}“.`,
  wrongField: "So wurde das nicht angenommen: Bitte prüfen Sie es.",
  digits: "Geben Sie die Anzahl in Ziffern an.",
  noTicket: "Möchten Sie gar kein Ticket, drücken Sie „Reservierung aufgeben“.",
  otherTab:
    "Sie haben inzwischen in einem anderen Tab oder Fenster andere Tickets gewählt. Es wurde nichts veranlasst: Sehen Sie nach, was jetzt reserviert ist, und drücken Sie den Knopf noch einmal.",
  stillHeld: "Ihre bisherigen Tickets sind weiter reserviert.",
  asTheyWere: "An Ihren Tickets hat sich nichts geändert.",
  nothingOrdered: "Es wurde nichts bestellt.",
  priceChanged: (before, now) =>
    `Der Preis hat sich geändert: Es waren ${before}, jetzt sind es ${now}. Es wurde nichts bestellt. Sind Sie damit einverstanden, drücken Sie den Knopf noch einmal.`,
  withdrawn: (tickets) =>
    `Nicht mehr im Verkauf: ${tickets}. Es wurde nichts bestellt oder bezahlt. Bitte wählen Sie neu.`,
  changeCosts: (now) =>
    `Gebühren oder Steuern haben sich geändert, seit Sie Ihre Tickets gewählt haben. Mit dieser Änderung kosten sie insgesamt ${now}. Wir haben noch nichts geändert. Wenn Sie einverstanden sind, drücken Sie noch einmal „Tickets ändern“.`,
  termsChanged: (now) =>
    `Preise, Gebühren, Steuern oder Fragen haben sich geändert, seit Sie Ihre Tickets gewählt haben. Wir haben noch nichts bestellt. Bitte prüfen Sie die Angaben unten; die Summe ist ${now}. Wenn Sie einverstanden sind, drücken Sie den Knopf noch einmal.`,
  gone: (tickets) =>
    `Ihre Zeit war abgelaufen, und inzwischen haben andere genommen: ${tickets}. Es wurde nichts bestellt oder bezahlt. Bitte wählen Sie neu.`,
  someOfYours: "einige Ihrer Tickets",
  over: "Ihre Zeit ist abgelaufen, und die Tickets sind nicht mehr reserviert. Es wurde nichts bestellt oder bezahlt: Bitte wählen Sie neu.",
  unknownOrder:
    "Ob Ihre Bestellung angekommen ist, wissen wir noch nicht. Drücken Sie den Knopf in ein paar Sekunden noch einmal: Nichts wird doppelt bestellt oder abgebucht.",
  unknownChange:
    "Ob Ihre Tickets geändert sind, konnten wir nicht feststellen. Bitte prüfen Sie, was hier steht, und versuchen Sie es noch einmal.",
  unknownExtension: "Ob Sie mehr Zeit bekommen haben, konnten wir nicht feststellen. Versuchen Sie es noch einmal.",
  unknownRelease:
    "Ob die Reservierung aufgegeben ist, konnten wir nicht feststellen. Sie endet von selbst, wenn die Zeit um ist.",

  noneTitle: "Für Sie ist nichts reserviert",
  none: [
    "Tickets bleiben nach der Auswahl zehn Minuten lang reserviert. Im Moment ist hier nichts von Ihnen, und bezahlt wurde nichts.",
    "Haben Sie schon bestellt, finden Sie Ihre Bestellung in der E-Mail, die wir Ihnen geschickt haben, und unter „Meine Bestellungen finden“.",
  ],
  findEvent: "Veranstaltungen ansehen",
  backTo: (event) => `Zurück zu ${event}`,
  troubleTitle: "Wir erreichen Ihre Tickets gerade nicht",
  trouble: [
    "Sie bleiben so lange reserviert, wie es Ihnen gesagt wurde, ob diese Seite sie zeigen kann oder nicht. Durch diesen Aufruf wurde nichts bestellt oder bezahlt.",
    "Bitte versuchen Sie es in ein paar Sekunden noch einmal.",
  ],
};
