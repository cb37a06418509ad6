import { type MySeries, SeriesInput } from "@liveotter/contracts/promoter/series";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, type FieldError, refusal } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { usePages } from "../../api/use-pages.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { tell } from "../../ui/toast.tsx";

const KEY = ["series"] as const;

const columns: Column<MySeries>[] = [
  {
    id: "name",
    header: "Series",
    cell: ({ row: { original } }) => (
      <Link to="/events" search={{ seriesId: original.id }} className="row-link">
        <bdi>{original.name}</bdi>
      </Link>
    ),
  },
  {
    id: "events",
    header: "Events",
    cell: ({ row }) => <span className="number">{row.original.eventCount}</span>,
  },
  { id: "actions", header: actionsHeader, cell: ({ row }) => <Rename series={row.original} /> },
];

export function SeriesPage() {
  const series = usePages([...KEY, "list"], (cursor, options) => api.listSeries({ cursor }, options));
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title="Series"
      lede="Events that belong together: a festival’s, a season’s."
      actions={<Button onClick={() => setAdding(true)}>New series</Button>}
    >
      <Loaded read={series.read}>
        {() =>
          series.items.length === 0 ? (
            <Empty title="No series yet">
              <p className="soft">Create one here, then choose it in the editor of each event that belongs to it.</p>
            </Empty>
          ) : (
            <>
              <DataTable caption="Your series" columns={columns} rows={series.items} rowId={({ id }) => id} />
              <More more={series.more} count={series.items.length} />
            </>
          )
        }
      </Loaded>
      <Dialog open={adding} onClose={() => setAdding(false)} title="New series">
        <NameForm
          name=""
          action="Create series"
          save={(name) => answer(api.createSeries({ name }, { key: keyFor("series", { name }) }))}
          onSaved={({ name }) => {
            forgetKey("series");
            setAdding(false);
            tell(`“${name}” was created.`);
          }}
        />
      </Dialog>
    </Page>
  );
}

function Rename({ series }: { readonly series: MySeries }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="plain" aria-label={`Rename ${series.name}`} onClick={() => setOpen(true)}>
        Rename
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Rename the series">
        <NameForm
          name={series.name}
          action="Save name"
          save={(name) => answer(api.changeSeries(series.id, { name }, { etag: `"${series.version}"` }))}
          onSaved={({ name }) => {
            setOpen(false);
            tell(`Renamed to “${name}”.`);
          }}
        />
      </Dialog>
    </>
  );
}

interface NameFormProps {
  readonly name: string;
  readonly action: string;
  readonly save: (name: string) => Promise<MySeries>;
  readonly onSaved: (series: MySeries) => void;
}

function NameForm({ name: known, action, save, onSaved }: NameFormProps) {
  const [name, setName] = useState(known);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const saving = useMutation({
    mutationFn: () => save(name),
    onSuccess: (series) => {
      void queryClient.invalidateQueries({ queryKey: KEY });
      onSaved(series);
    },
    onError: (error) => {
      if (refusal(error) === "precondition-failed") void queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  const lost = refusal(saving.error) === "precondition-failed";
  return (
    <Form
      error={lost ? null : saving.error}
      faults={faults}
      names={{ "/name": "Name" }}
      onSubmit={() => {
        if (saving.isPending) return;
        const { faults } = check(SeriesInput, { name });
        setFaults(faults ?? []);
        if (faults === null) saving.mutate();
      }}
    >
      {lost && (
        <Banner>
          <p>Somebody else renamed it to “{known}” meanwhile. Save again to put yours in place.</p>
        </Banner>
      )}
      <TextField
        label="Name"
        pointer="/name"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="actions end">
        <Button type="submit" busy={saving.isPending}>
          {saving.isPending ? "Saving…" : action}
        </Button>
      </div>
    </Form>
  );
}
