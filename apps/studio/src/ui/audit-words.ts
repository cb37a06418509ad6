const WORDS: Readonly<Record<string, string>> = {
  "event.create": "Created the event",
  "event.update": "Changed the event",
  "event.publish": "Published the event",
  "event.withdraw": "Took the event back to draft",
  "event.postpone": "Postponed the event",
  "event.reschedule": "Set new dates",
  "event.cancel": "Cancelled the event",
  "event.cancel-performance": "Cancelled a performance",
  "event.archive": "Archived the event",
  "event.duplicate": "Copied the event",
  "event.cover": "Changed the cover",
  "event.selling": "Changed how it is sold",
  "event.stop-sale": "Stopped the sale",
  "event.start-sale": "Let the sale go on",
  "codes.create": "Made codes",
  "code.change": "Changed a code",
  "block.create": "Blocked capacity",
  "block.release": "Put blocked capacity back",
  "guest.create": "Gave tickets to a guest",
  "order.cancel": "Cancelled the order",
  "order.email": "Corrected the email address",
  "order.mail": "Mailed the tickets again",
  "order.payment-received": "Noted that the money came",
  "order.refund": "Gave money back",
  "order.void": "Voided tickets without a refund",
  "refund.retry": "Had a refund tried again",
  "refund.settle": "Noted that money went back by hand",
  "series.create": "Created the series",
  "series.rename": "Renamed the series",
  "import.create": "Uploaded a file to import",
  "import.done": "The import finished",
  "import.failed": "The import failed",
  "import.undo": "Had the import undone",
  "import.undone": "The import is undone",
  "member.invite": "Invited somebody",
  "member.uninvite": "Withdrew an invitation",
  "member.join": "Joined the team",
  "member.role": "Changed a role",
  "member.remove": "Removed a member",
  "organisation.create": "Founded the organisation",
  "organisation.change": "Changed the settings",
  "organisation.export": "Downloaded all data",
};

/** What was done, in words; an action without any of its own is shown as `Event: move`. */
export function actionWords(action: string): string {
  const words = WORDS[action];
  if (words !== undefined) return words;
  const [subject = "", verb = ""] = action.replaceAll(/[-_]/g, " ").split(".", 2);
  const begin = subject.charAt(0).toUpperCase() + subject.slice(1);
  return verb === "" ? begin : `${begin}: ${verb}`;
}

const MAX_CHARACTERS = 300;

/** What is known about it, a line each. */
export function detailLines(details: Readonly<Record<string, unknown>>): { name: string; value: string }[] {
  return Object.entries(details).map(([name, value]) => {
    const text = typeof value === "string" ? value : Array.isArray(value) ? value.map(shown).join(", ") : shown(value);
    return { name, value: text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text };
  });
}

const shown = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** What it was done to: by its name now, else by what is known from then; null when nothing is. */
export function subjectWords(entry: {
  readonly subjectName: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}): string | null {
  const then = entry.details.name;
  return entry.subjectName ?? (typeof then === "string" && then !== "" ? then : null);
}
