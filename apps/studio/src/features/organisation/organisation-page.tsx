import { type Organisation, OrganisationChange, type Rounding } from "@liveotter/contracts/promoter/organisation";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FieldError, refusal, type Tagged, tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { tell } from "../../ui/toast.tsx";

const KEY = ["organisation"] as const;

const ROUNDINGS: readonly { readonly value: Rounding; readonly label: string }[] = [
  { value: "per-line", label: "On each line" },
  { value: "net-sum", label: "On the net sum" },
  { value: "net-sum-keep-gross", label: "On the net sum, keeping each line's gross" },
];

export function OrganisationPage() {
  const { data: session } = useQuery(sessionQuery);
  const organisation = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => tagged(api.readOrganisation({ signal })),
  });
  const owner = session?.promoter?.role === "owner";
  return (
    <Page title="Organisation settings">
      <Loaded read={organisation}>{(read) => <Settings read={read} owner={owner} />}</Loaded>
      {owner && (
        <section className="section" aria-labelledby="export">
          <h2 id="export">Your data</h2>
          <p className="soft">
            Everything the organisation keeps here, as one file: events, series, team, imports and the audit log. One
            JSON object a line (NDJSON).
          </p>
          <p>
            <a className="button quiet" href="/v1/export" download="liveotter-export.ndjson">
              Download everything
            </a>
          </p>
        </section>
      )}
    </Page>
  );
}

function Settings({ read, owner }: { readonly read: Tagged<Organisation>; readonly owner: boolean }) {
  const [name, setName] = useState(read.data.name);
  const [rounding, setRounding] = useState<Rounding>(read.data.rounding);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const save = useMutation({
    mutationFn: () => tagged(api.changeOrganisation({ name, rounding }, { etag: read.etag })),
    onSuccess: (saved) => {
      queryClient.setQueryData(KEY, saved);
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      tell("Settings saved.");
    },
    onError: (error) => {
      if (refusal(error) === "precondition-failed") void queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  const lost = refusal(save.error) === "precondition-failed";
  return (
    <Form
      className="form narrow-form"
      error={lost ? null : save.error}
      faults={faults}
      names={{ "/name": "Name", "/rounding": "Rounding of taxes" }}
      onSubmit={() => {
        if (save.isPending) return;
        const { faults } = check(OrganisationChange, { name, rounding });
        setFaults(faults ?? []);
        if (faults === null) save.mutate();
      }}
    >
      {lost && (
        <Banner>
          <p>
            Somebody else changed the settings meanwhile: the name to “{read.data.name}”, rounding to “
            {ROUNDINGS.find(({ value }) => value === read.data.rounding)?.label}”. Save again to put yours in place.
          </p>
        </Banner>
      )}
      {!owner && (
        <Banner tone="quiet">
          <p>Only owners can change these.</p>
        </Banner>
      )}
      <TextField
        label="Name"
        pointer="/name"
        maxLength={200}
        value={name}
        readOnly={!owner}
        onChange={(event) => setName(event.target.value)}
      />
      <SelectField
        label="Rounding of taxes"
        help="Where fractions of a cent are rounded when an order holds several tickets."
        pointer="/rounding"
        value={rounding}
        disabled={!owner}
        onChange={(event) => {
          const chosen = ROUNDINGS.find(({ value }) => value === event.target.value);
          if (chosen !== undefined) setRounding(chosen.value);
        }}
      >
        {ROUNDINGS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {owner && (
        <Button type="submit" busy={save.isPending}>
          {save.isPending ? "Saving…" : "Save settings"}
        </Button>
      )}
    </Form>
  );
}
