import { useId } from "react";
import { tidyTime } from "../../ui/zone-text.ts";
import type { MomentText } from "./model/event-form.ts";
import type { Path } from "./model/form-path.ts";
import { TimeNote } from "./time-note.tsx";
import { useAt, useEditorState, useReadOnly } from "./use-editor.ts";

interface Props {
  readonly path: Path;
  readonly label: string;
  readonly help?: string;
}

const NONE: MomentText = { date: "", time: "", fold: null };

/** A date and a time on the clocks of the sale's zone; both empty: no such time. */
export function MomentField({ path, label, help }: Props) {
  const { value, set, name } = useAt(path);
  const moment = isMoment(value) ? value : null;
  return (
    <MomentInputs
      path={name.split("/")}
      label={label}
      moment={moment}
      onChange={set}
      {...(help !== undefined && { help })}
    />
  );
}

interface InputsProps extends Props {
  readonly moment: MomentText | null;
  readonly onChange: (moment: MomentText | null) => void;
}

/** The same for a moment that stands deeper in a value. */
export function MomentInputs({ path, label, help, moment, onChange }: InputsProps) {
  const id = useId();
  const { problem, name } = useAt(path);
  const readOnly = useReadOnly();
  const zone = useEditorState(({ session }) => session.mine.sales.zone);
  const { date, time, fold } = moment ?? NONE;
  const change = (part: Partial<MomentText>) => {
    const next = { date, time, fold, ...part };
    onChange(next.date === "" && next.time === "" ? null : next);
  };
  const described = [help === undefined ? "" : `${id}-help`, problem === null ? "" : `${id}-fault`].join(" ").trim();
  const shared = {
    readOnly,
    "aria-invalid": problem !== null || undefined,
    "aria-describedby": described === "" ? undefined : described,
  };
  return (
    <fieldset className="field moment">
      <legend>{label}</legend>
      <div className="moment-inputs">
        <input
          type="date"
          aria-label={`${label}: date`}
          data-path={`${name}/date`}
          value={date}
          onChange={(event) => change({ date: event.target.value, fold: null })}
          {...shared}
        />
        <input
          type="text"
          inputMode="numeric"
          autoComplete="off"
          placeholder="20:00"
          aria-label={`${label}: time, ${zone}`}
          data-path={`${name}/time`}
          value={time}
          onChange={(event) => change({ time: event.target.value, fold: null })}
          onBlur={() => tidyTime(time) !== time && change({ time: tidyTime(time) })}
          {...shared}
        />
      </div>
      {moment !== null && (
        <TimeNote
          typed={{ ...moment, zone }}
          of={label}
          problem={problem}
          readOnly={readOnly}
          onChoose={({ date, time, fold }) => onChange({ date, time, fold })}
        />
      )}
      {help !== undefined && (
        <p id={`${id}-help`} className="help">
          {help}
        </p>
      )}
      {problem !== null && (
        <p id={`${id}-fault`} className="fault">
          {problem.detail}
        </p>
      )}
    </fieldset>
  );
}

const isMoment = (value: unknown): value is MomentText =>
  typeof value === "object" && value !== null && "date" in value && "time" in value;
