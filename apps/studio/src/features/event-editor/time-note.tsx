import { dayText, localIn, offsetText, ownZone } from "../../ui/zone-text.ts";
import type { Fold } from "./model/event-form.ts";
import type { FormProblem } from "./model/form-problem.ts";
import { placeTyped, type TypedTime } from "./model/place-time.ts";

interface Props {
  readonly typed: TypedTime;
  /** What the time is of, for the names of buttons: "performance 2". */
  readonly of: string;
  readonly problem: FormProblem | null;
  readonly readOnly: boolean;
  readonly onChoose: (chosen: { readonly date: string; readonly time: string; readonly fold: Fold }) => void;
}

/**
 * What stands beside every time: whose clocks it is read on, their offset on that day, and the same instant here where
 * that is another time. Offers the choices for a time that those clocks skip or show twice.
 */
export function TimeNote({ typed, of, problem, readOnly, onChoose }: Props) {
  const placed = placeTyped(typed);
  const known = "refused" in placed || typed.time === "" ? null : placed.startsAt;
  const twice = typed.fold !== null && known !== null && isTwice(typed);
  return (
    <div className="time-note">
      <p className="small soft">
        <bdi>{typed.zone.replaceAll("_", " ")}</bdi>
        {known !== null && ` · ${offsetText(known, typed.zone)}`}
        {typed.time === "" && typed.date !== "" && " · date only"}
      </p>
      {known !== null && <OwnTime at={known} typed={typed} />}
      {twice && (
        <p className="small">
          The {typed.fold === "earlier" ? "first" : "second"} {typed.time} of that night.{" "}
          {!readOnly && (
            <button
              type="button"
              className="link"
              onClick={() => onChoose({ ...typed, fold: typed.fold === "earlier" ? "later" : "earlier" })}
            >
              Take the {typed.fold === "earlier" ? "second" : "first"}
            </button>
          )}
        </p>
      )}
      {problem?.time !== undefined && !readOnly && (
        <fieldset className="chips">
          <legend className="visually-hidden">Choices for the start of {of}</legend>
          {problem.time.choices.map(({ fold, local, at }) => {
            const [date = "", time = ""] = local.split("T");
            const clock = time.slice(0, 5);
            const which = fold === "earlier" ? "First" : "Second";
            const ambiguous = problem.time?.refused === "ambiguous";
            const day = date === typed.date ? "" : `${dayText(date)}, `;
            return (
              <button
                key={local}
                type="button"
                className="chip"
                onClick={() => onChoose({ date, time: typed.time === "" ? "" : clock, fold: ambiguous ? fold : null })}
              >
                {ambiguous ? `${which} time, ` : day}
                {typed.time === "" && !ambiguous ? "" : `${clock} `}({offsetText(at, typed.zone)})
              </button>
            );
          })}
        </fieldset>
      )}
    </div>
  );
}

function OwnTime({ at, typed }: { readonly at: number; readonly typed: TypedTime }) {
  const zone = ownZone();
  const own = localIn(at, zone);
  if (own.date === typed.date && own.time === typed.time) return null;
  return (
    <p className="small soft">
      {own.time}
      {own.date !== typed.date && `, ${dayText(own.date)},`} for you ({zone.replaceAll("_", " ")})
    </p>
  );
}

function isTwice(typed: TypedTime): boolean {
  const placed = placeTyped({ ...typed, fold: null });
  return "refused" in placed && placed.refused === "ambiguous";
}
