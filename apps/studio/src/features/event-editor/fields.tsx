import { type ComponentProps, type KeyboardEvent, useId } from "react";
import { SelectField, TextArea, TextField, Tick } from "../../ui/field.tsx";
import type { Path } from "./model/form-path.ts";
import { useAt, useReadOnly } from "./use-editor.ts";

interface At {
  readonly path: Path;
  readonly label: string;
}
type Rest<C extends "input" | "select" | "textarea"> = Omit<
  ComponentProps<C>,
  "value" | "onChange" | "id" | "label" | "checked" | "type"
> & { readonly help?: string; readonly optional?: boolean; readonly hideLabel?: boolean };

/** `tidy` puts what was typed in order once somebody leaves the field. */
type Tidy = { readonly tidy?: (text: string) => string };

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export function TextAt({ path, tidy, ...rest }: At & Rest<"input"> & Tidy) {
  const { value, set, problem, name } = useAt(path);
  const readOnly = useReadOnly();
  return (
    <TextField
      {...rest}
      data-path={name}
      value={textOf(value)}
      readOnly={readOnly}
      error={problem?.detail}
      onChange={(event) => set(event.target.value)}
      onBlur={() => tidy !== undefined && tidy(textOf(value)) !== value && set(tidy(textOf(value)))}
    />
  );
}

export function AreaAt({ path, ...rest }: At & Rest<"textarea">) {
  const { value, set, problem, name } = useAt(path);
  const readOnly = useReadOnly();
  return (
    <TextArea
      {...rest}
      data-path={name}
      value={textOf(value)}
      readOnly={readOnly}
      error={problem?.detail}
      onChange={(event) => set(event.target.value)}
    />
  );
}

export function SelectAt({ path, children, ...rest }: At & Rest<"select">) {
  const { value, set, problem, name } = useAt(path);
  const disabled = useReadOnly();
  return (
    <SelectField
      {...rest}
      data-path={name}
      value={textOf(value)}
      disabled={disabled}
      error={problem?.detail}
      onChange={(event) => set(event.target.value)}
    >
      {children}
    </SelectField>
  );
}

export function TickAt({ path, label, ...rest }: At & Rest<"input">) {
  const { value, set, name } = useAt(path);
  const disabled = useReadOnly();
  return (
    <Tick
      {...rest}
      label={label}
      data-path={name}
      checked={value === true}
      disabled={disabled}
      onChange={(event) => set(event.target.checked)}
    />
  );
}

/** A field in a table's cell, whose label says its row, too. */
export function CellAt({
  path,
  label,
  tidy,
  ...rest
}: At & Rest<"input"> & Tidy & { readonly type?: "text" | "date" }) {
  const { value, set, problem, name } = useAt(path);
  const readOnly = useReadOnly();
  const id = useId();
  return (
    <>
      <input
        type="text"
        {...rest}
        aria-label={label}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : id}
        data-path={name}
        value={textOf(value)}
        readOnly={readOnly}
        onChange={(event) => set(event.target.value)}
        onBlur={() => tidy !== undefined && tidy(textOf(value)) !== value && set(tidy(textOf(value)))}
      />
      {problem !== null && (
        <p id={id} className="fault">
          {problem.detail}
        </p>
      )}
    </>
  );
}

/** Enter goes down a table's column, and past its last row adds one. */
export function onTableEnter(add: () => void) {
  return (event: KeyboardEvent<HTMLTableElement>) => {
    const { target } = event;
    if (event.key !== "Enter" || event.nativeEvent.isComposing || !(target instanceof HTMLInputElement)) return;
    if (target.type === "checkbox") return;
    event.preventDefault();
    const cell = target.closest("td");
    const below = cell?.parentElement?.nextElementSibling?.children[cell.cellIndex];
    if (below === undefined) add();
    else below.querySelector("input")?.focus();
  };
}
