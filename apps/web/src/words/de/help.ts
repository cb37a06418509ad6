import type { Words } from "../en.ts";

export const help: Words["help"] = {
  title: "Hilfe",
  about: "Kauf, Bezahlung, Tickets und Erstattungen, und was zu tun ist, wenn etwas schiefgeht.",
  lede: "Kurze Antworten auf die häufigsten Fragen.",
  questions: "Fragen",
  lost: {
    ask: "Wo sind meine Tickets?",
    answer:
      "Die E-Mail, die Ihre Bestellung bestätigt, führt zu ihnen. Ist sie weg oder im falschen Ordner gelandet, geben Sie uns Ihre E-Mail-Adresse: Wir schicken einen Code, der alle Bestellungen mit dieser Adresse öffnet.",
    lead: "Meine Bestellungen finden",
  },
  held: {
    ask: "Wie lange sind meine Tickets reserviert?",
    answer:
      "So lange, wie der Countdown an der Kasse zeigt, zunächst zehn Minuten. Bis dahin bekommt sie niemand sonst. Läuft er ab, gehen sie zurück in den Verkauf, und es wird nichts abgebucht.",
  },
  confirming: {
    ask: "Meine Zahlung ist noch nicht bestätigt. Was nun?",
    answer:
      "Manche Zahlungen dauern, und manchmal erfahren wir nicht gleich, wie eine ausging. Das steht dann auf der Seite Ihrer Bestellung, und sie ändert sich von selbst, sobald wir es wissen. Zahlen Sie nicht noch einmal: Solange eine Zahlung noch durchgehen kann, nehmen wir für dieselbe Bestellung keine andere an.",
  },
  refund: {
    ask: "Bekomme ich mein Geld zurück?",
    answer:
      "Wird eine Veranstaltung abgesagt, bekommen alle, die bezahlt haben, ihr Geld von selbst zurück. Wird sie verschoben, bleiben Ihre Tickets gültig. Sonst gelten die Regeln des Veranstalters; wo sie es erlauben, finden Sie den Knopf dafür auf der Seite Ihrer Bestellung.",
  },
  friend: {
    ask: "Jemand anderes kommt an meiner Stelle",
    answer:
      "Öffnen Sie Ihre Tickets und wählen Sie „Angeben, wer kommt“ oder „Jemand anderes kommt“. Sie können dem Ticket zugleich einen neuen Code geben; der alte gilt dann nicht mehr.",
  },
  offline: {
    ask: "Was, wenn es am Einlass kein Netz gibt?",
    answer:
      "Öffnen Sie Ihre Tickets einmal auf dem Telefon, das Sie mitbringen: Es speichert sie bis nach der Veranstaltung und zeigt sie auch ohne Netz. Codes, die sich nicht ändern, können Sie auch ausdrucken.",
  },
  soldOut: {
    ask: "Ausverkauft oder noch nicht im Verkauf",
    answer:
      "Die Seite der Veranstaltung oder die ihrer Tickets bietet an, Ihnen Bescheid zu geben. Wir schreiben Ihnen, wenn der Verkauf beginnt oder wenn Tickets zurückkommen, und sonst nicht.",
  },
  access: {
    ask: "Ich brauche eine Rampe, einen Sitzplatz oder eine Begleitung",
    answer:
      "Was Veranstalter zum Zugang sagen, steht auf der Seite der Veranstaltung. Fehlt es dort oder beantwortet es Ihre Frage nicht, fragen Sie den Veranstalter, bevor Sie kaufen.",
  },
  times: {
    ask: "Wessen Uhrzeit ist das?",
    answer:
      "Uhrzeiten sind die des Veranstaltungsorts. Ist Ihr Gerät in einer anderen Zeitzone, steht dessen Zeit daneben.",
  },
  privacy: {
    ask: "Was wissen Sie über mich?",
    answer:
      "Wer sich umsieht, bekommt keine Cookies, und nichts auf diesen Seiten kommt von anderen. Wo Sie sind, fragen wir, wenn Sie „In der Nähe“ drücken, und runden es auf etwa einen Kilometer, bevor es Ihr Gerät verlässt. Wir messen, wie schnell Seiten laden, ohne zu wissen, bei wem. Wenn Sie kaufen, brauchen wir Ihre E-Mail-Adresse und das, wonach der Veranstalter fragt.",
  },
  more: "Noch Fragen? Der Veranstalter steht auf der Seite der Veranstaltung und auf Ihrer Bestellung.",
};
