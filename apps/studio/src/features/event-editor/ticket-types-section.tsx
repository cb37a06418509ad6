import { useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { CellAt, onTableEnter, TickAt } from "./fields.tsx";
import { newTicketType } from "./model/lines.ts";
import { RowActions } from "./row-actions.tsx";
import { Section } from "./section.tsx";
import { TicketTypeDialog } from "./ticket-type-dialog.tsx";
import { useEditorState, useProblem, useReadOnly } from "./use-editor.ts";
import { type Rows, useRows } from "./use-rows.tsx";

/** What is sold: a table edited in place; what few types need is in a dialog. */
export function TicketTypesSection() {
  const readOnly = useReadOnly();
  const types = useEditorState(({ session }) => session.mine.ticketTypes);
  const currency = useEditorState(({ session }) => session.mine.currency);
  const table = useRef<HTMLTableElement>(null);
  const rows = useRows("ticketTypes", "ticket type", table);
  const problem = useProblem(["ticketTypes"]);
  const [open, setOpen] = useState<string | null>(null);

  const add = () => rows.add((form, key) => ({ ...form, ticketTypes: [...form.ticketTypes, newTicketType(key)] }));
  return (
    <Section name="ticketTypes" title="Ticket types">
      {types.length === 0 && <p className="soft">None yet: fans see the event, and cannot buy.</p>}
      {problem?.path.length === 1 && <p className="fault">{problem.detail}</p>}
      {types.length > 0 && (
        <table className="edit-table" ref={table} onKeyDown={readOnly ? undefined : onTableEnter(add)}>
          <caption className="visually-hidden">Ticket types, with prices in {currency}</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Price, {currency}</th>
              <th scope="col">Per order, least</th>
              <th scope="col">Most</th>
              <th scope="col">Hidden</th>
              <th scope="col">
                <span className="visually-hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {types.map(({ key }, index) => (
              <TicketTypeRow key={key} id={key} number={index + 1} rows={rows} onOpen={() => setOpen(key)} />
            ))}
          </tbody>
        </table>
      )}
      {rows.undo}
      {!readOnly && (
        <div className="actions">
          <Button tone="quiet" data-add="ticketTypes" onClick={add}>
            Add a ticket type
          </Button>
        </div>
      )}
      {open !== null && <TicketTypeDialog id={open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

interface RowProps {
  readonly id: string;
  readonly number: number;
  readonly rows: Rows;
  readonly onOpen: () => void;
}

function TicketTypeRow({ id, number, rows, onOpen }: RowProps) {
  const readOnly = useReadOnly();
  const path = ["ticketTypes", id];
  const type = useEditorState(({ session }) => session.mine.ticketTypes.find(({ key }) => key === id));
  const inDialog = [
    useProblem([...path, "phases"]),
    useProblem([...path, "pass"]),
    useProblem([...path, "description"]),
  ];
  if (type === undefined) return null;
  const of = type.name.trim() === "" ? `ticket type ${number}` : type.name;
  const extras = [
    type.phases.length > 0 ? `${type.phases.length} price ${type.phases.length === 1 ? "phase" : "phases"}` : "",
    type.pass === null ? "" : "pass",
  ].filter(Boolean);
  return (
    <tr>
      <td data-label="Name">
        <CellAt path={[...path, "name"]} label={`Name of ticket type ${number}`} placeholder="Standard" />
        {extras.length > 0 && <p className="small soft">{extras.join(" · ")}</p>}
      </td>
      <td data-label="Price">
        <CellAt path={[...path, "price"]} label={`Price of ${of}`} inputMode="decimal" autoComplete="off" />
      </td>
      <td data-label="Per order, least">
        <CellAt
          path={[...path, "minPerOrder"]}
          label={`Least of ${of} in one order`}
          inputMode="numeric"
          placeholder="1"
        />
      </td>
      <td data-label="Per order, most">
        <CellAt
          path={[...path, "maxPerOrder"]}
          label={`Most of ${of} in one order`}
          inputMode="numeric"
          placeholder="no limit"
        />
      </td>
      <td data-label="">
        <TickAt path={[...path, "hidden"]} label="Hidden" aria-label={`${of} is hidden`} />
      </td>
      <td className="row-actions">
        <Button tone="plain" data-path={`ticketTypes/${id}`} aria-label={`More about ${of}`} onClick={onOpen}>
          More
        </Button>
        {!readOnly && <RowActions rows={rows} id={id} of={of} />}
        {inDialog.some((problem) => problem !== null) && <p className="fault">Look under More.</p>}
      </td>
    </tr>
  );
}
