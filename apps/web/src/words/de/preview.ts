import type { Words } from "../en.ts";

export const preview: Words["preview"] = {
  title: (event) => `Vorschau: ${event}`,
  preview: "Vorschau.",
  draft: "Das ist ein Entwurf: Nur wer diesen Link hat, sieht ihn.",
  archived: "Diese Veranstaltung ist archiviert: Nur wer diesen Link hat, sieht sie.",
  public: "So sehen es alle.",
  worksUntil: (time) => `Der Link gilt bis ${time}.`,
};
