import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { wholeOrNull } from "../../ui/number-text.ts";
import { dayText } from "../../ui/zone-text.ts";
import type { PerformanceLine } from "./model/event-form.ts";
import { repeated } from "./model/lines.ts";
import { useEditor, useForm } from "./use-editor.ts";

/** As many as an event may have. */
const MOST = 200;
const SHOWN = 5;

/** The same performance again, daily or weekly: at the same time on the clocks of its place. */
export function RepeatDialog({ line, onClose }: { readonly line: PerformanceLine; readonly onClose: () => void }) {
  const editor = useEditor();
  const room = MOST - useForm().performances.length;
  const [days, setDays] = useState("7");
  const [times, setTimes] = useState("4");
  const count = wholeOrNull(times);
  const fits = count !== null && count >= 1 && count <= room;
  const dates = fits ? repeated(line, { days: Number(days), count }, () => "").map(({ date }) => date) : [];
  return (
    <Dialog open onClose={onClose} title="Repeat this performance" description={`It is on ${dayText(line.date)} now.`}>
      {line.date === "" ? (
        <p>Give it a date first.</p>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!fits) return;
            const more = repeated(line, { days: Number(days), count }, () => crypto.randomUUID());
            editor.edit((form) => ({
              ...form,
              performances: form.performances.flatMap((each) => (each.key === line.key ? [each, ...more] : [each])),
            }));
            onClose();
          }}
        >
          <SelectField label="How often" value={days} onChange={(event) => setDays(event.target.value)}>
            <option value="1">Every day</option>
            <option value="7">Every week</option>
            <option value="14">Every two weeks</option>
            <option value="28">Every four weeks</option>
          </SelectField>
          <TextField
            label="How many more times"
            inputMode="numeric"
            value={times}
            error={fits ? null : `A number from 1 to ${room}, please.`}
            onChange={(event) => setTimes(event.target.value)}
          />
          {fits && (
            <p className="small soft" role="status">
              {dates.slice(0, SHOWN).map(dayText).join(" · ")}
              {dates.length > SHOWN && ` … ${dayText(dates.at(-1) ?? "")}`}
            </p>
          )}
          <DialogActions onClose={onClose}>
            <Button type="submit">Add {fits ? count : ""}</Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
