const NAMES: Readonly<Record<string, string>> = {
  draft: "Draft",
  published: "Published",
  postponed: "Postponed",
  cancelled: "Cancelled",
  archived: "Archived",
};

/** Where an event stands. */
export function StatusChip({ status }: { readonly status: string }) {
  return <span className={`status ${status}`}>{NAMES[status] ?? status}</span>;
}
