import type { Import, ImportFormat, ImportState } from "@liveotter/contracts/promoter/imports";

const number = new Intl.NumberFormat("en-GB");

/** `12,345`. */
export const count = (value: number): string => number.format(value);

/** Whether it changes by itself, so that looking again makes sense. */
export const isUnderWay = (state: ImportState): boolean =>
  state === "queued" || state === "running" || state === "undoing";

/** How far it has come, from 0 to 1; null where nothing says so. */
export function shareDone({ state, progress }: Pick<Import, "state" | "progress">): number | null {
  const { bytes, totalBytes, created, updated, undone } = progress;
  switch (state) {
    case "running":
      return totalBytes === 0 ? null : Math.min(1, bytes / totalBytes);
    case "undoing":
      return created + updated === 0 ? null : Math.min(1, undone / (created + updated));
    default:
      return null;
  }
}

/** How a file is read, by its name or its type; null when neither tells. */
export function formatOf({ name, type }: { readonly name: string; readonly type: string }): ImportFormat | null {
  if (/\.(?:json|ndjson|jsonl)$/i.test(name) || type.includes("json")) return "json";
  if (/\.(?:csv|tsv|txt)$/i.test(name) || type.startsWith("text/")) return "csv";
  return null;
}
