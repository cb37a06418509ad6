import type { ImportState } from "@liveotter/contracts/promoter/imports";

const NAMES: Readonly<Record<ImportState, string>> = {
  queued: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  undoing: "Being undone",
  undone: "Undone",
};

/** Where an import stands. */
export function ImportStateChip({ state }: { readonly state: ImportState }) {
  return <span className={`status import-${state}`}>{NAMES[state]}</span>;
}
