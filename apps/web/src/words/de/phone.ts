import type { Words } from "../en.ts";

export const phone: Words["phone"] = {
  appName: "LiveOtter",
  appAbout: "Veranstaltungen finden und hineinkommen: Ihre Tickets öffnen sich ohne Netz.",
  appEvents: "Veranstaltungen",
  appOrders: "Meine Tickets",
  offlineTitle: "Kein Netz",
  offline: "Sie haben kein Netz",
  offlineText: "Diese Seite braucht eines. Die Tickets, die auf diesem Telefon liegen, öffnen sich ohne.",
  tryAgain: "Noch einmal versuchen",
  keptTitle: "Tickets auf diesem Telefon",
  keptAbout: "Sie öffnen sich ohne Netz und verschwinden nach der Veranstaltung von diesem Telefon.",
  noneKept:
    "Auf diesem Telefon liegen keine Tickets. Öffnen Sie die Tickets einer Bestellung einmal hier, dann bleiben sie bis nach der Veranstaltung.",
  forget: "Auf diesem Telefon vergessen",
  forgetOf: (name) => `„${name}“ auf diesem Telefon vergessen`,
  forgotten: "Sie sind auf diesem Telefon vergessen.",
  keptHere: "Auf diesem Telefon aufbewahrt: Diese Tickets öffnen sich ohne Netz.",
  notKeptHere: "Nicht auf diesem Telefon aufbewahrt: Diese Tickets brauchen ein Netz.",
  keep: "Auf diesem Telefon behalten",
  keptCopy: "Es gibt kein gutes Netz. Sie sehen, was dieses Telefon aufbewahrt hat, Stand",
  showCode: "Code zeigen",
  codeView: "Der Code Ihres Tickets",
  brighter: "Stellen Sie Ihr Telefon heller und halten Sie den Code vor den Scanner.",
  previous: "Voriges Ticket",
  next: "Nächstes Ticket",
  close: "Schließen",
  rotates: "Dieser Code wechselt ständig: Ein Bild davon öffnet bald keine Tür mehr.",
  drawing: "Der Code wird gemacht …",
  notDrawn:
    "Dieses Telefon konnte den Code nicht machen. Sehen Sie mit Netz noch einmal nach oder zeigen Sie das Ticket auf einem anderen Telefon.",
  codeOf: (ticket, holder) =>
    `Code des Tickets ${ticket}${holder === "" ? "" : ` von ${holder}`}, an der Tür zu scannen`,
};
