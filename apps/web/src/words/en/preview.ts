/** An event as its promoter shows it before everybody can see it. */
export const preview = {
  title: (event: string) => `Preview of ${event}`,
  preview: "Preview.",
  draft: "This is a draft: only who has this link sees it.",
  archived: "This event is archived: only who has this link sees it.",
  public: "This is what everybody sees.",
  worksUntil: (time: string) => `The link works until ${time}.`,
};
