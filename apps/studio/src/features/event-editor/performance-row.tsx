import { Button } from "../../ui/button.tsx";
import { wholeOrNull } from "../../ui/number-text.ts";
import { tidyTime } from "../../ui/zone-text.ts";
import { placeText } from "./describe-path.ts";
import { CellAt, TickAt } from "./fields.tsx";
import { withValueAt } from "./model/form-path.ts";
import { RowActions } from "./row-actions.tsx";
import { TimeNote } from "./time-note.tsx";
import { useEditor, useEditorState, useProblem, useReadOnly } from "./use-editor.ts";
import type { Rows } from "./use-rows.tsx";

interface Props {
  readonly id: string;
  readonly number: number;
  readonly rows: Rows;
  readonly onWhere: () => void;
  readonly onRepeat: () => void;
  readonly onCancel: () => void;
}

export function PerformanceRow({ id, number, rows, onWhere, onRepeat, onCancel }: Props) {
  const editor = useEditor();
  const readOnly = useReadOnly();
  const path = ["performances", id];
  const line = useEditorState(({ session }) => session.mine.performances.find(({ key }) => key === id));
  const timeProblem = useProblem([...path, "time"]);
  const dateProblem = useProblem([...path, "date"]);
  const whereProblem = useProblem([...path, "where"]);
  const status = useEditorState(({ session }) => session.event.performances.find((each) => each.id === id)?.status);
  const goesOn = useEditorState(
    ({ session: { event } }) => event.status === "published" || event.status === "postponed",
  );
  const several = useEditorState(
    ({ session }) => session.event.performances.filter((each) => each.status !== "cancelled").length > 1,
  );
  if (line === undefined) return null;
  const of = `performance ${number}`;
  const { date, time, fold, endDate, where } = line;
  const typed = {
    ...{ date, time, fold, endDate, zone: where.zone },
    durationMinutes: wholeOrNull(line.durationMinutes),
  };
  return (
    <tr>
      <td data-label="Date">
        <CellAt type="date" path={[...path, "date"]} label={`Date of ${of}`} />
        {status !== undefined && status !== "scheduled" && <span className="flag">{status}</span>}
      </td>
      <td data-label="Starts">
        <CellAt
          path={[...path, "time"]}
          label={`Start time of ${of}, ${where.zone}; empty: only the date`}
          placeholder="date only"
          inputMode="numeric"
          autoComplete="off"
          tidy={tidyTime}
        />
        <TimeNote
          typed={typed}
          of={of}
          problem={timeProblem ?? dateProblem}
          readOnly={readOnly}
          onChoose={(chosen) =>
            editor.edit((form) =>
              withValueAt(form, path, { ...line, date: chosen.date, time: chosen.time, fold: chosen.fold }),
            )
          }
        />
      </td>
      <td data-label="Minutes">
        <CellAt
          path={[...path, "durationMinutes"]}
          label={`Minutes that ${of} lasts`}
          placeholder={time === "" || endDate !== "" ? "" : "180"}
          inputMode="numeric"
          disabled={time === "" || endDate !== ""}
        />
      </td>
      <td data-label="Last day">
        <CellAt type="date" path={[...path, "endDate"]} label={`Last day of ${of}, when it is another`} min={date} />
      </td>
      <td data-label="Where">
        <button
          type="button"
          className="place"
          data-path={`performances/${id}/where`}
          aria-label={`Where ${of} is: ${placeText(where)}`}
          aria-invalid={whereProblem !== null || undefined}
          disabled={readOnly}
          onClick={onWhere}
        >
          <bdi>{placeText(where)}</bdi>
        </button>
        {whereProblem !== null && <p className="fault">Choose where it is.</p>}
        {where.kind !== "online" && (
          <TickAt path={[...path, "online"]} label="Streamed, too" aria-label={`${of} is streamed, too`} />
        )}
      </td>
      <td className="row-actions many">
        {!readOnly && (
          <>
            <Button tone="plain" aria-label={`Repeat ${of}`} onClick={onRepeat}>
              Repeat
            </Button>
            <RowActions rows={rows} id={id} of={of} />
            {goesOn && several && status !== undefined && status !== "cancelled" && (
              <Button tone="plain" aria-label={`Cancel ${of}`} onClick={onCancel}>
                Cancel…
              </Button>
            )}
          </>
        )}
      </td>
    </tr>
  );
}
