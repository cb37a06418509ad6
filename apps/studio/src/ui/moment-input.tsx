import { placeInTime } from "@liveotter/core/performance-time";
import { SelectField, TextField } from "./field.tsx";
import { offsetText, tidyTime } from "./zone-text.ts";

/** A moment as it stands in its fields; both empty: none. */
export interface MomentText {
  readonly date: string;
  readonly time: string;
  readonly fold: "earlier" | "later" | null;
}

export const NO_MOMENT: MomentText = { date: "", time: "", fold: null };

/** What a form sends for it: null for none; half of one is for the contract to refuse. */
export const momentOf = ({ date, time, fold }: MomentText) =>
  date === "" && time === "" ? null : { date, time: tidyTime(time), fold };

interface Props {
  readonly label: string;
  readonly pointer: string;
  readonly zone: string;
  readonly value: MomentText;
  readonly onChange: (value: MomentText) => void;
}

/** A date and a time on the clocks of a zone, which it names. A time that they show twice asks which one is meant. */
export function MomentInput({ label, pointer, zone, value, onChange }: Props) {
  const placed = placeInTime({ ...value, time: tidyTime(value.time), endDate: null, zone });
  const twice =
    "refused" in placed
      ? placed.refused === "ambiguous"
      : value.fold !== null && isTwice({ ...value, time: tidyTime(value.time) }, zone);
  return (
    <fieldset className="moment-pair">
      <legend>{label}</legend>
      <div className="pair">
        <TextField
          label={`${label}: date`}
          hideLabel
          pointer={`${pointer}/date`}
          type="date"
          value={value.date}
          onChange={(input) => onChange({ ...value, date: input.target.value, fold: null })}
        />
        <TextField
          label={`${label}: time, ${zone}`}
          hideLabel
          pointer={`${pointer}/time`}
          inputMode="numeric"
          autoComplete="off"
          placeholder="20:00"
          value={value.time}
          onChange={(input) => onChange({ ...value, time: input.target.value, fold: null })}
          onBlur={() => value.time !== tidyTime(value.time) && onChange({ ...value, time: tidyTime(value.time) })}
        />
      </div>
      <p className="help">
        <bdi>{zone.replaceAll("_", " ")}</bdi>
        {!("refused" in placed) && ` · ${offsetText(placed.startsAt, zone)}`}
        {"refused" in placed && placed.refused === "missing" && " · the clocks skip this time that night"}
      </p>
      {twice && (
        <SelectField
          label={`${label}: the clocks show this time twice`}
          pointer={pointer}
          value={value.fold ?? ""}
          onChange={({ target: { value: fold } }) =>
            onChange({ ...value, fold: fold === "earlier" || fold === "later" ? fold : null })
          }
        >
          <option value="">Which one?</option>
          <option value="earlier">The first</option>
          <option value="later">The second</option>
        </SelectField>
      )}
    </fieldset>
  );
}

function isTwice(value: MomentText, zone: string): boolean {
  const placed = placeInTime({ ...value, fold: null, endDate: null, zone });
  return "refused" in placed && placed.refused === "ambiguous";
}
