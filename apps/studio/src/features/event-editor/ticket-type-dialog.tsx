import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Tick } from "../../ui/field.tsx";
import { performanceName } from "./describe-path.ts";
import { AreaAt } from "./fields.tsx";
import { PhasesTable } from "./phases-table.tsx";
import { useAt, useForm, useReadOnly } from "./use-editor.ts";

/** The rest of a ticket type: what is said of it, prices that change with time, and what a pass admits to. */
export function TicketTypeDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const form = useForm();
  const type = form.ticketTypes.find(({ key }) => key === id);
  if (type === undefined) return null;
  return (
    <Dialog open onClose={onClose} title={type.name.trim() === "" ? "Ticket type" : type.name}>
      <div className="stack">
        <AreaAt path={["ticketTypes", id, "description"]} label="Description" optional rows={3} />
        <PhasesTable id={id} />
        <Pass id={id} />
        <div className="actions end">
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Dialog>
  );
}

function Pass({ id }: { readonly id: string }) {
  const { value, set, problem, name } = useAt(["ticketTypes", id, "pass"]);
  const disabled = useReadOnly();
  const { performances } = useForm();
  const pass = Array.isArray(value) ? value : null;
  return (
    <fieldset className="stack" data-path={name} tabIndex={-1}>
      <legend>Admission</legend>
      <Tick
        label="A pass: one ticket for several performances"
        checked={pass !== null}
        disabled={disabled}
        onChange={(event) => set(event.target.checked ? performances.map(({ key }) => key) : null)}
      />
      {pass !== null &&
        performances.map((line, index) => (
          <Tick
            key={line.key}
            label={performanceName(line, index)}
            checked={pass.includes(line.key)}
            disabled={disabled}
            onChange={(event) =>
              set(event.target.checked ? [...pass, line.key] : pass.filter((each) => each !== line.key))
            }
          />
        ))}
      {problem !== null && <p className="fault">{problem.detail}</p>}
    </fieldset>
  );
}
