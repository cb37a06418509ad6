import { useRef } from "react";
import { Button } from "../../ui/button.tsx";
import { Tick } from "../../ui/field.tsx";
import { performanceName } from "./describe-path.ts";
import { CellAt, onTableEnter } from "./fields.tsx";
import { newQuota } from "./model/lines.ts";
import { RowActions } from "./row-actions.tsx";
import { Section } from "./section.tsx";
import { useAt, useEditorState, useForm, useProblem, useReadOnly } from "./use-editor.ts";
import { type Rows, useRows } from "./use-rows.tsx";

/** How many tickets there are: pools that ticket types share, for one performance or over all. */
export function QuotasSection() {
  const readOnly = useReadOnly();
  const quotas = useEditorState(({ session }) => session.mine.quotas);
  const hasTypes = useEditorState(({ session }) => session.mine.ticketTypes.length > 0);
  const table = useRef<HTMLTableElement>(null);
  const rows = useRows("quotas", "quota", table);
  const problem = useProblem(["quotas"]);
  const add = () => rows.add((form, key) => ({ ...form, quotas: [...form.quotas, newQuota(form, key)] }));
  return (
    <Section
      name="quotas"
      title="Quotas"
      lede="A ticket type is sold for a performance when a quota covers both. Of several, the smallest governs."
    >
      {quotas.length === 0 && (
        <p className="soft">{hasTypes ? "None yet: nothing can be sold." : "Add a ticket type first."}</p>
      )}
      {problem?.path.length === 1 && <p className="fault">{problem.detail}</p>}
      {quotas.length > 0 && (
        <table className="edit-table" ref={table} onKeyDown={readOnly ? undefined : onTableEnter(add)}>
          <caption className="visually-hidden">Quotas</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Tickets</th>
              <th scope="col">For</th>
              <th scope="col">Ticket types</th>
              <th scope="col">
                <span className="visually-hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {quotas.map(({ key }, index) => (
              <QuotaRow key={key} id={key} number={index + 1} rows={rows} />
            ))}
          </tbody>
        </table>
      )}
      {rows.undo}
      {!readOnly && hasTypes && (
        <div className="actions">
          <Button tone="quiet" data-add="quotas" onClick={add}>
            Add a quota
          </Button>
        </div>
      )}
    </Section>
  );
}

function QuotaRow({ id, number, rows }: { readonly id: string; readonly number: number; readonly rows: Rows }) {
  const readOnly = useReadOnly();
  const path = ["quotas", id];
  const quota = useEditorState(({ session }) => session.mine.quotas.find(({ key }) => key === id));
  if (quota === undefined) return null;
  const of = quota.name.trim() === "" ? `quota ${number}` : quota.name;
  return (
    <tr>
      <td data-label="Name">
        <CellAt path={[...path, "name"]} label={`Name of quota ${number}`} placeholder="Stalls" />
      </td>
      <td data-label="Tickets">
        <CellAt
          path={[...path, "capacity"]}
          label={`Tickets in ${of}; empty: without limit`}
          inputMode="numeric"
          placeholder="unlimited"
        />
      </td>
      <td data-label="For">
        <QuotaPerformance id={id} of={of} />
      </td>
      <td data-label="Ticket types">
        <QuotaTypes id={id} of={of} />
      </td>
      <td className="row-actions">{!readOnly && <RowActions rows={rows} id={id} of={of} />}</td>
    </tr>
  );
}

function QuotaPerformance({ id, of }: { readonly id: string; readonly of: string }) {
  const { value, set, problem, name } = useAt(["quotas", id, "performance"]);
  const disabled = useReadOnly();
  const { performances } = useForm();
  return (
    <>
      <select
        aria-label={`Performance of ${of}`}
        data-path={name}
        value={typeof value === "string" ? value : ""}
        disabled={disabled}
        aria-invalid={problem !== null || undefined}
        onChange={(event) => set(event.target.value)}
      >
        <option value="">All together</option>
        {performances.map((line, index) => (
          <option key={line.key} value={line.key}>
            {performanceName(line, index)}
          </option>
        ))}
      </select>
      {problem !== null && <p className="fault">{problem.detail}</p>}
    </>
  );
}

function QuotaTypes({ id, of }: { readonly id: string; readonly of: string }) {
  const { value, set, problem, name } = useAt(["quotas", id, "ticketTypes"]);
  const disabled = useReadOnly();
  const { ticketTypes } = useForm();
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset className="ticks" data-path={name} tabIndex={-1}>
      <legend className="visually-hidden">Ticket types of {of}</legend>
      {ticketTypes.map((type, index) => (
        <Tick
          key={type.key}
          label={type.name.trim() === "" ? `Ticket type ${index + 1}` : type.name}
          checked={chosen.includes(type.key)}
          disabled={disabled}
          onChange={(event) =>
            set(event.target.checked ? [...chosen, type.key] : chosen.filter((each) => each !== type.key))
          }
        />
      ))}
      {problem !== null && <p className="fault">{problem.detail}</p>}
    </fieldset>
  );
}
