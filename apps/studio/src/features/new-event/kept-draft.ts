interface Draft {
  readonly name: string;
  readonly genre: string;
  readonly currency: string;
}

const ITEM = "new-event";

/** What was typed about a new event, kept by the tab until it is created: a reload loses none of it. */
export const keptDraft = {
  read: (): Draft => {
    const text = sessionStorage.getItem(ITEM);
    return text === null ? { name: "", genre: "", currency: "EUR" } : parsed(text);
  },
  keep: (draft: Draft): void => sessionStorage.setItem(ITEM, JSON.stringify(draft)),
  forget: (): void => sessionStorage.removeItem(ITEM),
};

/** Written by this file alone, if perhaps by an older version of it. */
function parsed(text: string): Draft {
  const kept: Partial<Record<keyof Draft, unknown>> = JSON.parse(text);
  const words = (value: unknown): string => (typeof value === "string" ? value : "");
  return { name: words(kept.name), genre: words(kept.genre), currency: words(kept.currency) };
}
