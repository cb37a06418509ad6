import type { Import, ImportOutcome, ImportRow } from "@liveotter/contracts/promoter/imports";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { usePages } from "../../api/use-pages.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { tell } from "../../ui/toast.tsx";
import { Instant } from "../../ui/when.tsx";
import { ImportStateChip } from "./import-state.tsx";
import { count, isUnderWay, shareDone } from "./progress.ts";
import { saveReport } from "./save-report.ts";

const route = getRouteApi("/inside/imports/$id");
const POLL_MS = 1000;

const OUTCOMES: readonly { readonly outcome: ImportOutcome; readonly label: string }[] = [
  { outcome: "created", label: "Created" },
  { outcome: "updated", label: "Updated" },
  { outcome: "unchanged", label: "Unchanged" },
  { outcome: "rejected", label: "Rejected" },
];

const columns: Column<ImportRow>[] = [
  { id: "row", header: "Row", cell: ({ row }) => <span className="number">{count(row.original.row)}</span> },
  {
    id: "outcome",
    header: "Outcome",
    cell: ({ row }) => (
      <span className={`status outcome-${row.original.outcome}`}>{labelOf(row.original.outcome)}</span>
    ),
  },
  {
    id: "name",
    header: "Event",
    cell: ({ row: { original } }) =>
      original.eventId === null ? (
        <bdi>{original.name === "" ? "—" : original.name}</bdi>
      ) : (
        <Link to="/events/$id" params={{ id: original.eventId }}>
          <bdi>{original.name}</bdi>
        </Link>
      ),
  },
  {
    id: "why",
    header: "Remarks",
    cell: ({ row }) =>
      row.original.errors.length === 0 ? null : (
        <ul role="list" className="small">
          {row.original.errors.map(({ pointer, detail }) => (
            <li key={pointer + detail}>
              {pointer !== "" && <code>{pointer}</code>} {detail}
            </li>
          ))}
        </ul>
      ),
  },
];

const labelOf = (outcome: ImportOutcome): string =>
  OUTCOMES.find((entry) => entry.outcome === outcome)?.label ?? outcome;

export function ImportPage() {
  const { id } = route.useParams();
  const read = useQuery({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => answer(api.readImport(id, { signal })),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isUnderWay(data.state) ? POLL_MS : false),
  });
  return (
    <Page
      title={read.data?.name ?? "Import"}
      lede={
        <Link to="/imports" className="back">
          All imports
        </Link>
      }
      actions={read.data !== undefined && <Undo job={read.data} />}
    >
      <Loaded read={read}>
        {(job) => (
          <>
            <Progress job={job} />
            <Report job={job} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Progress({ job }: { readonly job: Import }) {
  const { state, progress, trouble, ignoredColumns } = job;
  return (
    <section className="stack" aria-label="Progress">
      <p>
        <ImportStateChip state={state} />{" "}
        {job.finishedAt !== null ? (
          <span className="soft">
            since <Instant at={job.finishedAt} />
          </span>
        ) : (
          <span className="soft">
            uploaded <Instant at={job.createdAt} />
          </span>
        )}
      </p>
      {trouble !== null && (
        <Banner tone={state === "failed" ? "stop" : "notice"}>
          <p>{trouble}</p>
        </Banner>
      )}
      {state === "queued" && (
        <p className="soft">It starts within a minute. You can leave this page: it goes on by itself.</p>
      )}
      {(state === "running" || state === "undoing") && (
        <ProgressBar
          label={
            state === "running"
              ? `Reading: ${count(progress.rows)} rows so far`
              : `Undoing: ${count(progress.undone)} of ${count(progress.created + progress.updated)}`
          }
          share={shareDone(job)}
        />
      )}
      {ignoredColumns.length > 0 && (
        <Banner tone="quiet">
          <p>
            Columns that mean nothing to us, and were left aside: <bdi>{ignoredColumns.join(", ")}</bdi>
          </p>
        </Banner>
      )}
    </section>
  );
}

function Report({ job }: { readonly job: Import }) {
  const [outcome, setOutcome] = useState<ImportOutcome | undefined>(undefined);
  const rows = usePages(["imports", job.id, "rows", outcome], (cursor, options) =>
    api.listImportRows(job.id, { outcome, cursor, limit: 100 }, options),
  );
  const [saving, setSaving] = useState(false);
  // What was read of the report while the import ran is behind once it has come further.
  const seen = useRef(job.progress.rows);
  useEffect(() => {
    if (seen.current === job.progress.rows) return;
    seen.current = job.progress.rows;
    void queryClient.invalidateQueries({ queryKey: ["imports", job.id, "rows"] });
  }, [job.id, job.progress.rows]);
  const download = async () => {
    setSaving(true);
    try {
      await saveReport(job, outcome);
    } catch (error) {
      tell(explain(error));
    } finally {
      setSaving(false);
    }
  };
  return (
    <section className="section" aria-labelledby="report">
      <div className="section-head">
        <h2 id="report">Report</h2>
        <Button tone="quiet" busy={saving} onClick={download}>
          {saving ? "Preparing…" : "Download as CSV"}
        </Button>
      </div>
      <ul role="list" className="chips" aria-label="By outcome">
        <li>
          <button
            type="button"
            className="chip"
            aria-pressed={outcome === undefined}
            onClick={() => setOutcome(undefined)}
          >
            All <span className="count">{count(job.progress.rows)}</span>
          </button>
        </li>
        {OUTCOMES.map((entry) => (
          <li key={entry.outcome}>
            <button
              type="button"
              className="chip"
              aria-pressed={outcome === entry.outcome}
              onClick={() => setOutcome(entry.outcome)}
            >
              {entry.label} <span className="count">{count(job.progress[entry.outcome])}</span>
            </button>
          </li>
        ))}
      </ul>
      <Loaded read={rows.read}>
        {() =>
          rows.items.length === 0 ? (
            <p className="soft none">{outcome === undefined ? "No rows yet." : "No rows with this outcome."}</p>
          ) : (
            <div className={rows.stale ? "stale" : undefined}>
              <DataTable
                caption="Rows of the file"
                columns={columns}
                rows={rows.items}
                rowId={({ row }) => String(row)}
              />
              <More more={rows.more} count={rows.items.length} />
            </div>
          )
        }
      </Loaded>
    </section>
  );
}

function Undo({ job }: { readonly job: Import }) {
  const [open, setOpen] = useState(false);
  const undo = useMutation({
    mutationFn: () => answer(api.undoImport(job.id)),
    onSuccess: (now) => {
      queryClient.setQueryData(["imports", job.id], now);
      setOpen(false);
    },
  });
  if (job.state !== "done" && job.state !== "failed") return null;
  const changed = job.progress.created + job.progress.updated;
  if (changed === 0) return null;
  return (
    <>
      <Button tone="quiet" onClick={() => setOpen(true)}>
        Undo this import
      </Button>
      <Confirm
        open={open}
        onClose={() => {
          setOpen(false);
          undo.reset();
        }}
        title="Undo this import?"
        description={`${count(job.progress.created)} created events go away, and ${count(job.progress.updated)} updated ones go back to what they were. Nothing is undone where tickets are sold.`}
        action={undo.isPending ? "Starting…" : "Undo the import"}
        busy={undo.isPending}
        error={undo.error === null ? null : explain(undo.error)}
        onConfirm={() => undo.mutate()}
      />
    </>
  );
}
