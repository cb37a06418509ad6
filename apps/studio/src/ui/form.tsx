import { createContext, type ReactNode, use, useEffect, useId, useRef } from "react";
import { explain, type FieldError, fieldErrors, refusal } from "../api/answer.ts";

interface FormState {
  readonly id: string;
  readonly errors: readonly FieldError[];
}

const FormContext = createContext<FormState>({ id: "", errors: [] });

interface Props {
  /** What its submission came to; null while nothing is wrong. */
  readonly error: unknown;
  /** Faults found here, before anything was sent. */
  readonly faults?: readonly FieldError[];
  /** Names of the fields, by their pointers, for the list of what is wrong. */
  readonly names?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A form whose faults stand at their fields, and above all in a list that takes the focus. */
export function Form({ error, faults = [], names = {}, className = "form", onSubmit, children }: Props) {
  const id = useId();
  const errors = faults.length > 0 ? faults : fieldErrors(error);
  return (
    <FormContext value={{ id, errors }}>
      <form
        className={className}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Summary error={error} faults={faults} names={names} />
        {children}
      </form>
    </FormContext>
  );
}

function Summary({ error, faults, names }: Required<Pick<Props, "error" | "faults" | "names">>) {
  const { id, errors } = use(FormContext);
  const box = useRef<HTMLDivElement>(null);
  const wrong = error !== null || faults.length > 0;
  // Each new refusal takes the focus, not only the first.
  useEffect(() => {
    // Who was signed out meanwhile is asked to sign in above this form, and goes on from there.
    if (wrong && refusal(error) !== "unauthenticated") box.current?.focus();
  }, [wrong, error, faults]);
  if (!wrong) return null;
  return (
    <div ref={box} className="notice stop" role="alert" tabIndex={-1}>
      <div>
        <p>
          <strong>{faults.length > 0 ? "Some fields need another look." : explain(error)}</strong>
        </p>
        {errors.length > 0 && (
          <ul>
            {errors.map(({ pointer, detail }) => (
              <li key={pointer}>
                <a
                  href={`#${fieldId(id, pointer)}`}
                  onClick={(event) => {
                    const field = document.getElementById(fieldId(id, pointer));
                    if (field === null) return;
                    event.preventDefault();
                    field.focus();
                  }}
                >
                  {names[pointer] ?? pointer.slice(1)}
                </a>
                : {detail}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** The id of the field that `pointer` names, and what is wrong with it. */
export function useFormField(pointer: string | undefined): {
  readonly id: string | null;
  readonly error: string | null;
} {
  const { id, errors } = use(FormContext);
  if (pointer === undefined) return { id: null, error: null };
  return { id: fieldId(id, pointer), error: errors.find((error) => error.pointer === pointer)?.detail ?? null };
}

const fieldId = (form: string, pointer: string): string => `${form}${pointer}`;
