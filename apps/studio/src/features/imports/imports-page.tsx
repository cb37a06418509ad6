import type { Import } from "@liveotter/contracts/promoter/imports";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { Ago } from "../../ui/when.tsx";
import { ImportStateChip } from "./import-state.tsx";
import { count, isUnderWay } from "./progress.ts";
import { Upload } from "./upload-form.tsx";

const POLL_MS = 2000;

const columns: Column<Import>[] = [
  {
    id: "name",
    header: "File",
    cell: ({ row: { original } }) => (
      <Link to="/imports/$id" params={{ id: original.id }} className="row-link">
        <bdi>{original.name}</bdi>
      </Link>
    ),
  },
  { id: "state", header: "State", cell: ({ row }) => <ImportStateChip state={row.original.state} /> },
  {
    id: "rows",
    header: "Rows",
    cell: ({ row: { original } }) => (
      <div className="number">
        {count(original.progress.rows)}
        {original.progress.rejected > 0 && <p className="fault">{count(original.progress.rejected)} rejected</p>}
      </div>
    ),
  },
  { id: "created", header: "Uploaded", cell: ({ row }) => <Ago at={row.original.createdAt} /> },
];

export function ImportsPage() {
  const [uploading, setUploading] = useState(false);
  const imports = usePages(["imports", "list"], (cursor, options) => api.listImports({ cursor }, options), {
    pollMs: (items) => (items.some(({ state }) => isUnderWay(state)) ? POLL_MS : null),
  });
  return (
    <Page
      title="Imports"
      lede="Events from a CSV or JSON file. Importing the same file twice changes nothing twice."
      actions={<Button onClick={() => setUploading(true)}>Import a file</Button>}
    >
      <Loaded read={imports.read}>
        {() =>
          imports.items.length === 0 ? (
            <Empty title="No imports yet">
              <p className="soft">
                Each row becomes an event, and each has its line in the report: created, updated, unchanged, or rejected
                and why.
              </p>
            </Empty>
          ) : (
            <>
              <DataTable caption="Imports" columns={columns} rows={imports.items} rowId={({ id }) => id} />
              <More more={imports.more} count={imports.items.length} />
            </>
          )
        }
      </Loaded>
      <Dialog open={uploading} onClose={() => setUploading(false)} title="Import a file">
        <Upload />
      </Dialog>
    </Page>
  );
}
