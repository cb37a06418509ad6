import type { Words } from "../en.ts";
import { counting } from "../plural.ts";

const count = counting("de");

export const sale: Words["sale"] = {
  error: "Fehler:",
  errorTitle: (title) => `Fehler: ${title}`,
  inTheWay: (hurdles) => count(hurdles, { one: "Es gibt ein Problem", other: "Es gibt # Probleme" }),
  optional: "(freiwillig)",
  tickets: (tickets) => count(tickets, { one: "# Ticket", other: "# Tickets" }),
  until: (time) => `bis ${time}`,
  findMyOrders: "Meine Bestellungen finden",
  home: "Startseite",
  tryAgain: "Noch einmal versuchen",

  total: "Gesamt",
  orderFee: "Bestellgebühr",
  codeTookOff: "Nachlass durch den Code",
  fees: (amount) => `${amount} Gebühren`,
  tax: (amount, name, rate) => `${amount} ${name} (${rate})`,
  within: (what) => `Darin enthalten: ${what}.`,

  howToPay: "Zahlungsart",
  noWayToPay: "Zurzeit kann hier nicht bezahlt werden.",
  choosePay: "Wählen Sie, wie Sie bezahlen möchten.",
  transfer: "Überweisung",
  transferHint: "Die Kontonummer erhalten Sie mit der Bestellung, die auf das Geld wartet.",
  door: "Am Einlass",
  doorHint: "Sie bezahlen, wenn Sie kommen.",
  transferBy: (until) =>
    `Das Geld muss bis ${until} angekommen sein. Die Kontonummer erhalten Sie mit der Bestellung, die Tickets nach dem Geldeingang.`,
  tooLate: {
    transfer: "Eine Überweisung ist nicht mehr möglich: Sie käme vielleicht nicht rechtzeitig an.",
    door: "Am Einlass zu bezahlen ist nicht mehr möglich.",
  },
  testCards: "Dieser Shop nimmt Testkarten: Es fließt kein Geld, und jede Karte tut, was sie sagt.",
  moreTestCards: "Weitere Testkarten",
  testCard: {
    approve: "Testkarte: wird angenommen",
    approveHint: "Der übliche Fall.",
    decline: "Testkarte: wird abgelehnt",
    declineHint: "Es wird nichts abgebucht; Sie können es noch einmal versuchen.",
    secondStep: "Testkarte: braucht einen zweiten Schritt",
    secondStepHint: "Die Bank bittet um Ihre Zustimmung.",
    hang: "Testkarte: bleibt hängen",
    hangHint: "Die Bank antwortet nicht.",
    succeedLate: "Testkarte: wird nach einer Minute angenommen",
    loseAnswer: "Testkarte: wird angenommen, und die Antwort geht verloren",
    wrongAmount: "Testkarte: bucht einen anderen Betrag ab",
    wrongAmountHint: "Er geht zurück.",
    refundFails: "Testkarte: wird angenommen und verweigert Erstattungen",
  },

  codeUnknown: "Diesen Code gibt es nicht. Bitte prüfen Sie die Schreibweise.",
  codeUsed: "Dieser Code ist schon aufgebraucht.",
  codeExpired: "Dieser Code ist nicht mehr gültig.",
  codeNotYet: "Dieser Code ist noch nicht gültig.",
  codeOfOthers: "Dieser Code gilt für keines der gewählten Tickets.",
  codeShort: (left) =>
    count(left, {
      one: "Dieser Code kann noch #-mal verwendet werden. Wählen Sie weniger Tickets, oder lassen Sie den Code weg.",
      other: "Dieser Code kann noch #-mal verwendet werden. Wählen Sie weniger Tickets, oder lassen Sie den Code weg.",
    }),
  codeNotTaken: "Dieser Code wurde nicht angenommen.",
  noneLeft: (name) => `Von „${name}“ ist nichts mehr frei.`,
  fewLeft: (left, name) =>
    count(left, {
      one: `Von „${name}“ ist nur noch # Ticket frei. Bitte wählen Sie weniger.`,
      other: `Von „${name}“ sind nur noch # Tickets frei. Bitte wählen Sie weniger.`,
    }),
  theseTickets: "diese Tickets",
  mostPerOrder: (limit) => `Höchstens ${limit} Tickets in einer Bestellung.`,
  mostPerFan: (limit) => `Höchstens ${limit} Tickets pro Person.`,
  mostOfType: (limit, name) => `Höchstens ${limit} von „${name}“ in einer Bestellung.`,
  leastOfType: (limit, name) => `Mindestens ${limit} von „${name}“ in einer Bestellung.`,

  tooOften: (wait) => `Das war in kurzer Zeit zu oft. Bitte warten Sie ${wait} und versuchen Sie es dann noch einmal.`,
  notOnSale: "Diese Tickets sind gerade nicht im Verkauf. Es wurde nichts veranlasst.",
  nothingWasDone: (state) => `${state}. Es wurde nichts veranlasst.`,
  timeUp:
    "Ihre Zeit ist abgelaufen, und die Tickets sind nicht mehr reserviert. Es wurde nichts veranlasst: Bitte wählen Sie neu.",
  notNow: "Das ist nicht mehr möglich. Hier sehen Sie, wie es steht.",
  notTaken:
    "Das wurde nicht angenommen, und es wurde nichts veranlasst. Bitte prüfen Sie Ihre Angaben und versuchen Sie es noch einmal.",
  notOurForm: [
    "Dieses Formular kam nicht von einer unserer Seiten, deshalb wurde nichts veranlasst. Öffnen Sie die Seite neu und senden Sie es von dort.",
  ],
  unreadable: [
    "Was gesendet wurde, ist nicht lesbar oder zu lang, deshalb wurde nichts veranlasst. Öffnen Sie die Seite neu und versuchen Sie es noch einmal.",
  ],
  nothingDone: "Es wurde nichts veranlasst",

  sending: "Einen Moment …",
  stillSending: "Das dauert länger als sonst. Bleiben Sie ruhig hier: Nichts geschieht doppelt.",
  lost: "Die Verbindung ist unterbrochen. Ob es geklappt hat, wissen wir noch nicht; wir versuchen es von selbst noch einmal. Nichts geschieht doppelt.",
  offline: "Sie sind offline. Ihre Eingaben bleiben hier und werden gesendet, sobald Sie wieder verbunden sind.",
  givenUp:
    "Es gibt immer noch keine Verbindung. Drücken Sie den Knopf noch einmal, sobald Sie wieder verbunden sind: Nichts geschieht doppelt.",
};
