import { type ComponentProps, type ReactNode, useId } from "react";
import { useFormField } from "./form.tsx";

/** To be spread over the control that the label is for. */
interface Control {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** Where its value stands in what the form sends: it then shows what a refusal says about it. */
  readonly pointer?: string | undefined;
  /** What is wrong with it, where no form knows. */
  readonly error?: string | null | undefined;
  /** Says that it may be left empty. */
  readonly optional?: boolean;
  /** The label is read out, not shown: what stands around says it already. */
  readonly hideLabel?: boolean;
  readonly className?: string;
  readonly children: (control: Control) => ReactNode;
}

/** A label, a control, what helps to fill it in, and what is wrong with it. */
export function Field(props: FieldProps) {
  const { label, help, pointer, optional = false, hideLabel = false, className = "", children } = props;
  const own = useId();
  const inForm = useFormField(pointer);
  const id = inForm.id ?? own;
  const error = props.error ?? inForm.error;
  const described = [help === undefined ? "" : `${id}-help`, error === null ? "" : `${id}-error`].filter(Boolean);
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : undefined}>
        {label}
        {optional && <span className="optional"> (optional)</span>}
      </label>
      {children({
        id,
        ...(described.length > 0 && { "aria-describedby": described.join(" ") }),
        ...(error !== null && { "aria-invalid": true }),
      })}
      {help !== undefined && (
        <p id={`${id}-help`} className="help">
          {help}
        </p>
      )}
      {error !== null && (
        <p id={`${id}-error`} className="fault">
          {error}
        </p>
      )}
    </div>
  );
}

type About = Omit<FieldProps, "children" | "className">;
type Rest<E extends "input" | "select" | "textarea"> = Omit<ComponentProps<E>, keyof About | "id">;

/** Splits what is about the field from what goes to its control. */
function split<P extends About>({ label, help, pointer, error, optional, hideLabel, ...control }: P) {
  const about = {
    label,
    help,
    pointer,
    error,
    ...(optional !== undefined && { optional }),
    ...(hideLabel !== undefined && { hideLabel }),
  };
  return { about, control };
}

/** A field of one line. */
export function TextField(props: About & Rest<"input">) {
  const { about, control } = split(props);
  return (
    <Field {...about} {...(props.className !== undefined && { className: props.className })}>
      {(labelled) => <input type="text" {...control} {...labelled} className="" />}
    </Field>
  );
}

/** A field of several lines. */
export function TextArea(props: About & Rest<"textarea">) {
  const { about, control } = split(props);
  return <Field {...about}>{(labelled) => <textarea rows={5} {...control} {...labelled} />}</Field>;
}

/** One of a few: the browser's own list, which every hand and reader knows. */
export function SelectField(props: About & Rest<"select">) {
  const { about, control } = split(props);
  return <Field {...about}>{(labelled) => <select {...control} {...labelled} />}</Field>;
}

/** A box to tick. */
export function Tick({ label, ...rest }: { readonly label: ReactNode } & Omit<ComponentProps<"input">, "type">) {
  return (
    <label className="tick">
      <input {...rest} type="checkbox" />
      <span>{label}</span>
    </label>
  );
}
