import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { dayText, shiftDate } from "../../ui/zone-text.ts";
import { useEditorState } from "./use-editor.ts";

const MOST_DAYS = 3660;

/** A copy as a new draft, its dates moved by whole days of the calendar: each stays at its time of day. */
export function DuplicateDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const event = useEditorState(({ session }) => session.event);
  const [days, setDays] = useState("364");
  const [name, setName] = useState(event.name);
  const shift = /^[-+]?\d{1,4}$/.test(days.trim()) ? Number(days) : null;
  const fits = shift !== null && Math.abs(shift) <= MOST_DAYS;
  const first = event.performances.map(({ date }) => date).sort()[0];
  const what = `duplicate ${event.id}`;
  const duplicate = useMutation({
    mutationFn: (shiftDays: number) => {
      const body = { shiftDays, ...(name.trim() !== "" && { name: name.trim() }) };
      return answer(api.duplicateEvent(event.id, body, { key: keyFor(what, body) }));
    },
    onSuccess: async ({ id }) => {
      forgetKey(what);
      tell("Copied. This is the new draft.");
      onClose();
      await navigate({ to: "/events/$id", params: { id } });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Duplicate this event"
      description="The copy is a draft, and begins as what is saved here."
    >
      <form
        className="stack"
        onSubmit={(submit) => {
          submit.preventDefault();
          if (fits && !duplicate.isPending) duplicate.mutate(shift);
        }}
      >
        <TextField label="Name of the copy" value={name} onChange={(input) => setName(input.target.value)} />
        <TextField
          label="Days to move each date by"
          help="364 days keep the weekday. Less than nothing goes back."
          inputMode="numeric"
          value={days}
          error={fits ? null : `A whole number from −${MOST_DAYS} to ${MOST_DAYS}, please.`}
          onChange={(input) => setDays(input.target.value)}
        />
        {fits && first !== undefined && (
          <p role="status">
            First performance: {dayText(first)} →{" "}
            <strong>{dayText(shiftDate(first, shift) ?? "") || "past the calendar"}</strong>
          </p>
        )}
        {duplicate.error !== null && (
          <p className="notice stop" role="alert">
            {explain(duplicate.error)}
          </p>
        )}
        <DialogActions onClose={onClose}>
          <Button type="submit" busy={duplicate.isPending}>
            {duplicate.isPending ? "Copying…" : "Duplicate"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
