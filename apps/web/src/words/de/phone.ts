import type { Words } from "../en.ts";

export const phone: Words["phone"] = {
  appName: "LiveOtter",
  appAbout: "Veranstaltungen finden, Tickets dabeihaben: Sie öffnen sich auch ohne Netz.",
  appEvents: "Veranstaltungen",
  appOrders: "Meine Tickets",
  offlineTitle: "Kein Netz",
  offline: "Sie haben kein Netz",
  offlineText: "Diese Seite braucht eines. Tickets, die auf diesem Telefon gespeichert sind, öffnen sich auch so.",
  tryAgain: "Noch einmal versuchen",
  keptTitle: "Tickets auf diesem Telefon",
  keptAbout: "Sie öffnen sich ohne Netz und werden nach der Veranstaltung von diesem Telefon gelöscht.",
  noneKept:
    "Auf diesem Telefon sind keine Tickets gespeichert. Öffnen Sie die Tickets einer Bestellung einmal hier, dann bleiben sie bis nach der Veranstaltung.",
  forget: "Von diesem Telefon löschen",
  keptHere: "Auf diesem Telefon gespeichert: Diese Tickets öffnen sich ohne Netz.",
  notKeptHere: "Nicht auf diesem Telefon gespeichert: Diese Tickets brauchen ein Netz.",
  keep: "Auf diesem Telefon speichern",
  keptCopy: "Die Verbindung ist schlecht. Sie sehen, was auf diesem Telefon gespeichert ist, Stand",
  showCode: "Code zeigen",
  codeView: "Der Code Ihres Tickets",
  brighter: "Stellen Sie Ihr Telefon heller und halten Sie den Code vor den Scanner.",
  previous: "Voriges Ticket",
  next: "Nächstes Ticket",
  close: "Schließen",
  rotates: "Dieser Code wechselt ständig: Ein Bild davon gilt bald nicht mehr.",
  notDrawn:
    "Dieses Telefon konnte den Code nicht erzeugen. Sehen Sie mit Netz noch einmal nach oder zeigen Sie das Ticket auf einem anderen Telefon.",
};
