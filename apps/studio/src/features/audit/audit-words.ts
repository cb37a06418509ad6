const WORDS: Readonly<Record<string, string>> = {
  "event.create": "Created the event",
  "event.change": "Changed the event",
  "event.update": "Changed the event",
  "event.publish": "Published",
  "event.withdraw": "Took back to draft",
  "event.postpone": "Postponed",
  "event.reschedule": "Set new dates",
  "event.cancel": "Cancelled",
  "event.archive": "Archived",
  "event.duplicate": "Duplicated",
  "event.cover": "Changed the cover",
  "series.create": "Created the series",
  "series.rename": "Renamed the series",
  "organisation.create": "Founded the organisation",
  "organisation.change": "Changed the settings",
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
