import { useId } from "react";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import type { PricePhase } from "./model/event-form.ts";
import { withValueAt } from "./model/form-path.ts";
import { MomentInputs } from "./moment-field.tsx";
import { useEditor, useEditorState, useProblem, useReadOnly } from "./use-editor.ts";

const MOST = 10;
const NEW: PricePhase = { name: "", until: { date: "", time: "", fold: null }, price: "" };

/** Prices until a moment, in order of time: the first that is not over gives the price. */
export function PhasesTable({ id }: { readonly id: string }) {
  const editor = useEditor();
  const readOnly = useReadOnly();
  const path = ["ticketTypes", id, "phases"];
  const phases = useEditorState(({ session }) => session.mine.ticketTypes.find(({ key }) => key === id)?.phases) ?? [];
  const set = (next: readonly PricePhase[]) => editor.edit((form) => withValueAt(form, path, next));
  const headingId = useId();
  return (
    <section className="stack" aria-labelledby={headingId}>
      <h3 id={headingId} data-path={path.join("/")} tabIndex={-1}>
        Price phases
      </h3>
      {phases.map((phase, index) => (
        <Phase
          key={index}
          path={[...path, String(index)]}
          number={index + 1}
          phase={phase}
          onChange={(next) => set(phases.with(index, next))}
          onRemove={() => set(phases.toSpliced(index, 1))}
        />
      ))}
      {!readOnly && phases.length < MOST && (
        <Button tone="quiet" onClick={() => set([...phases, NEW])}>
          Add a price phase
        </Button>
      )}
    </section>
  );
}

interface PhaseProps {
  readonly path: readonly string[];
  readonly number: number;
  readonly phase: PricePhase;
  readonly onChange: (phase: PricePhase) => void;
  readonly onRemove: () => void;
}

function Phase({ path, number, phase, onChange, onRemove }: PhaseProps) {
  const readOnly = useReadOnly();
  const nameProblem = useProblem([...path, "name"]);
  const priceProblem = useProblem([...path, "price"]);
  const of = phase.name.trim() === "" ? `phase ${number}` : phase.name;
  return (
    <fieldset className="phase fields">
      <legend>{of}</legend>
      <TextField
        label="Name"
        aria-label={`Name of phase ${number}`}
        data-path={[...path, "name"].join("/")}
        placeholder="Early bird"
        value={phase.name}
        readOnly={readOnly}
        error={nameProblem?.detail}
        onChange={(event) => onChange({ ...phase, name: event.target.value })}
      />
      <TextField
        label="Price"
        aria-label={`Price in ${of}`}
        data-path={[...path, "price"].join("/")}
        inputMode="decimal"
        value={phase.price}
        readOnly={readOnly}
        error={priceProblem?.detail}
        onChange={(event) => onChange({ ...phase, price: event.target.value })}
      />
      <MomentInputs
        path={[...path, "until"]}
        label="Until"
        moment={phase.until}
        onChange={(until) => onChange({ ...phase, until: until ?? NEW.until })}
      />
      {!readOnly && (
        <Button tone="plain" aria-label={`Remove ${of}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </fieldset>
  );
}
