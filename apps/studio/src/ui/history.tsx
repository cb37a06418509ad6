import type { AuditEntry } from "@liveotter/contracts/promoter/audit";
import { actionWords, detailLines } from "./audit-words.ts";
import { Instant } from "./when.tsx";

/** What was done to one thing, newest first. */
export function History({
  entries,
  zone,
}: {
  readonly entries: readonly AuditEntry[];
  readonly zone?: string | undefined;
}) {
  if (entries.length === 0) return <p className="soft">Nobody has changed anything by hand.</p>;
  return (
    <ol role="list" className="lines">
      {entries.map((entry) => (
        <li key={entry.id}>
          <p>
            {actionWords(entry.action)}
            <span className="note">
              <bdi>{entry.actor === null ? "LiveOtter" : (entry.actor.name ?? "A former member")}</bdi> ·{" "}
              <Instant at={entry.at} zone={zone} />
            </span>
          </p>
          <EntryDetails details={entry.details} />
        </li>
      ))}
    </ol>
  );
}

export function EntryDetails({ details }: Pick<AuditEntry, "details">) {
  const lines = detailLines(details);
  if (lines.length === 0) return null;
  return (
    <details className="small details">
      <summary>Details</summary>
      <dl>
        {lines.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
