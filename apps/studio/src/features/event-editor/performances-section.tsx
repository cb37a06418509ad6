import { useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { CancelPerformanceDialog } from "./cancel-performance-dialog.tsx";
import { onTableEnter } from "./fields.tsx";
import { newPerformance, withPlace } from "./model/lines.ts";
import { PerformanceRow } from "./performance-row.tsx";
import { RepeatDialog } from "./repeat-dialog.tsx";
import { Section } from "./section.tsx";
import { useEditor, useEditorState, useProblem, useReadOnly } from "./use-editor.ts";
import { useRows } from "./use-rows.tsx";
import { WhereDialog } from "./where-dialog.tsx";

/** When and where: a table edited in place. Each time is one of its place's clocks. */
export function PerformancesSection() {
  const editor = useEditor();
  const readOnly = useReadOnly();
  const lines = useEditorState(({ session }) => session.mine.performances);
  const table = useRef<HTMLTableElement>(null);
  const rows = useRows("performances", "performance", table);
  const problem = useProblem(["performances"]);
  const [asking, setAsking] = useState<{ readonly what: "where" | "repeat" | "cancel"; readonly key: string } | null>(
    null,
  );
  const asked = lines.find(({ key }) => key === asking?.key);

  const add = () =>
    rows.add((form, key) => ({ ...form, performances: [...form.performances, newPerformance(form, key)] }));
  return (
    <Section name="performances" title="Performances">
      {lines.length === 0 && <p className="soft">None yet. An event needs at least one before it can be published.</p>}
      {problem?.path.length === 1 && <p className="fault">{problem.detail}</p>}
      {lines.length > 0 && (
        <table className="edit-table" ref={table} onKeyDown={readOnly ? undefined : onTableEnter(add)}>
          <caption className="visually-hidden">Performances, each time on the clocks of its place</caption>
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">Starts</th>
              <th scope="col">Minutes</th>
              <th scope="col">Last day</th>
              <th scope="col">Where</th>
              <th scope="col">
                <span className="visually-hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <PerformanceRow
                key={line.key}
                id={line.key}
                number={index + 1}
                rows={rows}
                onWhere={() => setAsking({ what: "where", key: line.key })}
                onRepeat={() => setAsking({ what: "repeat", key: line.key })}
                onCancel={() => setAsking({ what: "cancel", key: line.key })}
              />
            ))}
          </tbody>
        </table>
      )}
      {rows.undo}
      {!readOnly && (
        <div className="actions">
          <Button tone="quiet" data-add="performances" onClick={add}>
            Add a performance
          </Button>
        </div>
      )}
      {asked !== undefined && asking?.what === "where" && (
        <WhereDialog
          where={asked.where}
          onClose={() => setAsking(null)}
          onChoose={(where) => editor.edit((form) => withPlace(form, asked.key, where))}
        />
      )}
      {asked !== undefined && asking?.what === "cancel" && (
        <CancelPerformanceDialog
          performanceId={asked.key}
          when={[asked.date, asked.time].filter((part) => part !== "").join(", ")}
          onClose={() => setAsking(null)}
        />
      )}
      {asked !== undefined && asking?.what === "repeat" && (
        <RepeatDialog line={asked} onClose={() => setAsking(null)} />
      )}
    </Section>
  );
}
