import type { Words } from "../en.ts";

export const myOrders: Words["myOrders"] = {
  title: "Meine Bestellungen finden",
  listTitle: "Meine Bestellungen",
  codeSent: (email) =>
    `Falls es Bestellungen unter ${email} gibt, ist ein Code aus sechs Ziffern dorthin unterwegs. Er gilt zehn Minuten.`,
  code: "Code aus der E-Mail",
  show: "Meine Bestellungen zeigen",
  another: "Einen neuen Code anfordern",
  under: "Unter",
  none: "Unter dieser Adresse gibt es keine Bestellungen.",
  addEmail: "Eine weitere E-Mail-Adresse hinzufügen",
  lede: "Wir schicken Ihnen einen Code, der alle Bestellungen unter Ihrer Adresse zeigt. Ein Konto brauchen Sie nicht.",
  email: "E-Mail-Adresse Ihrer Bestellung",
  mailCode: "Code zuschicken",
  forget: "Von diesem Gerät löschen",
  states: {
    pending: "Noch nicht bezahlt",
    paid: "Bezahlt",
    expired: "Nicht rechtzeitig bezahlt",
    cancelled: "Storniert",
    "partly-refunded": "Teilweise erstattet",
    refunded: "Erstattet",
  },
  over: "Die Stunde, in der Ihre Bestellungen zu sehen waren, ist um. Fordern Sie einen neuen Code an, um sie wieder zu sehen.",
  giveEmail: "Geben Sie die E-Mail-Adresse an, mit der Sie bestellt haben.",
  wrongEmail: "Geben Sie eine vollständige E-Mail-Adresse an, etwa name@example.com.",
  unknownSent:
    "Ob ein Code verschickt wurde, konnten wir nicht feststellen. Sehen Sie in Ihrer E-Mail nach oder versuchen Sie es noch einmal.",
  sixDigits: "Der Code hat sechs Ziffern.",
  wrongCode: "Das ist nicht der Code, oder er gilt nicht mehr: Er gilt einmal, zehn Minuten und fünf Versuche lang.",
  unknownCode:
    "Wir konnten den Code nicht prüfen. Versuchen Sie es noch einmal; klappt es nicht, fordern Sie einen neuen an.",
  troubleTitle: "Wir können Ihre Bestellungen gerade nicht zeigen",
  trouble: ["Sie sind davon nicht betroffen. Bitte versuchen Sie es in einer halben Minute noch einmal."],
};
