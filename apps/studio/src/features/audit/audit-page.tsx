import type { AuditEntry } from "@liveotter/contracts/promoter/audit";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { actionWords, subjectWords } from "../../ui/audit-words.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/empty.tsx";
import { EntryDetails } from "../../ui/history.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { Instant } from "../../ui/when.tsx";

const route = getRouteApi("/inside/audit");

const columns: Column<AuditEntry>[] = [
  { id: "at", header: "When", cell: ({ row }) => <Instant at={row.original.at} /> },
  { id: "who", header: "Who", cell: ({ row }) => <Who entry={row.original} /> },
  {
    id: "what",
    header: "What",
    cell: ({ row: { original } }) => (
      <div>
        {actionWords(original.action)}
        <EntryDetails details={original.details} />
      </div>
    ),
  },
  { id: "subject", header: "On", cell: ({ row }) => <Subject entry={row.original} /> },
];

function Who({ entry: { actor } }: { readonly entry: AuditEntry }) {
  if (actor === null) return <span className="soft">LiveOtter</span>;
  return (
    <Link to="/audit" search={{ actorId: actor.id }}>
      <bdi>{actor.name ?? "A former member"}</bdi>
    </Link>
  );
}

function Subject({ entry }: { readonly entry: AuditEntry }) {
  const { action, subjectId, subjectName } = entry;
  const words = subjectWords(entry);
  const name = <bdi>{words ?? "—"}</bdi>;
  return (
    <div>
      {action.startsWith("event.") && subjectName !== null ? (
        <Link to="/events/$id" params={{ id: subjectId }}>
          {name}
        </Link>
      ) : action.startsWith("order.") || action.startsWith("refund.") ? (
        <Link to="/orders/$id" params={{ id: subjectId }}>
          <bdi>{words ?? "The order"}</bdi>
        </Link>
      ) : action.startsWith("import.") ? (
        <Link to="/imports/$id" params={{ id: subjectId }}>
          {name}
        </Link>
      ) : (
        name
      )}
      <p className="small">
        <Link to="/audit" search={{ subjectId }} aria-label={`All entries on ${words ?? "this"}`}>
          All entries
        </Link>
      </p>
    </div>
  );
}

export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const audit = usePages(["audit", search], (cursor, options) => api.listAudit({ ...search, cursor }, options));
  const narrowed = search.actorId !== undefined || search.subjectId !== undefined;
  return (
    <Page title="Audit log" lede="Who changed what, newest first. Nothing in it can be changed or removed.">
      {narrowed && (
        <p className="actions">
          <span className="soft">
            Only entries {search.actorId !== undefined && "by one person"}
            {search.subjectId !== undefined && "on one thing"}
          </span>
          <Button tone="quiet" onClick={() => navigate({ search: {} })}>
            Show all
          </Button>
        </p>
      )}
      <Loaded read={audit.read}>
        {() =>
          audit.items.length === 0 ? (
            <Empty title="Nothing yet">
              <p className="soft">Every change from now on has its line here.</p>
            </Empty>
          ) : (
            <div className={audit.stale ? "stale" : undefined}>
              <DataTable caption="Audit log" columns={columns} rows={audit.items} rowId={({ id }) => id} />
              <More more={audit.more} count={audit.items.length} />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
