import { promoterClient } from "@liveotter/contracts/promoter/client";
import { type ImportFormat, ImportParams } from "@liveotter/contracts/promoter/imports";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, type FieldError } from "../../api/answer.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { fetchWithProgress } from "../../api/upload.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { Field, SelectField, Tick } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { formatOf } from "./progress.ts";

const MAX_BYTES = 100 * 1024 * 1024;

/** A file, and how it is to be read. */
export function Upload() {
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<ImportFormat>("csv");
  const [publish, setPublish] = useState(false);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: ({ file, params }: { readonly file: File; readonly params: ImportParams }) => {
      const { name, size, lastModified } = file;
      const key = keyFor("import", { ...params, name, size, lastModified });
      const client = promoterClient(fetchWithProgress(setShare), location.origin);
      const content = file.slice(0, size, params.format === "csv" ? "text/csv" : "application/json");
      return answer(client.startImport(params, content, { key }));
    },
    onSuccess: async ({ id }) => {
      forgetKey("import");
      void queryClient.invalidateQueries({ queryKey: ["imports"] });
      await navigate({ to: "/imports/$id", params: { id } });
    },
  });
  return (
    <Form
      error={upload.error}
      faults={faults}
      names={{ "/file": "File", "/name": "File", "/format": "Format" }}
      onSubmit={() => {
        if (upload.isPending) return;
        const wrong =
          file === null
            ? "Please choose a file."
            : file.size > MAX_BYTES
              ? "This file is larger than 100 MB. Please split it."
              : file.size === 0
                ? "This file is empty."
                : null;
        if (file === null || wrong !== null) return setFaults([{ pointer: "/file", detail: wrong ?? "" }]);
        const { value, faults } = check(ImportParams, { format, name: file.name, publish: publish ? "true" : "false" });
        setFaults(faults ?? []);
        if (value !== null) upload.mutate({ file, params: value });
      }}
    >
      <Field label="File" help="CSV with a header row, JSON or NDJSON; up to 100 MB." pointer="/file">
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".csv,.tsv,.json,.ndjson,.jsonl,text/csv,application/json"
            onChange={(event) => {
              const chosen = event.target.files?.[0] ?? null;
              setFile(chosen);
              setFormat((chosen && formatOf(chosen)) ?? format);
            }}
          />
        )}
      </Field>
      <SelectField
        label="Format"
        pointer="/format"
        value={format}
        onChange={(event) => setFormat(event.target.value === "json" ? "json" : "csv")}
      >
        <option value="csv">CSV</option>
        <option value="json">JSON or NDJSON</option>
      </SelectField>
      <Tick
        label="Publish new events with upcoming dates at once. Else they are drafts."
        checked={publish}
        onChange={(event) => setPublish(event.target.checked)}
      />
      {upload.isPending && <ProgressBar label="Uploading" share={share} />}
      <div className="actions end">
        <Button type="submit" busy={upload.isPending}>
          {upload.isPending ? "Uploading…" : "Start import"}
        </Button>
      </div>
    </Form>
  );
}
