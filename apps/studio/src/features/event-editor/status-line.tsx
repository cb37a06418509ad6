import { Button } from "../../ui/button.tsx";
import { focusField } from "./focus-field.ts";
import { isDirty } from "./model/edit-session.ts";
import type { EditorState } from "./model/editor.ts";
import { problemsOf, useEditor, useEditorState } from "./use-editor.ts";

/** What became of what was typed: always true, never out of sight, read out when it changes. */
export function StatusLine() {
  const editor = useEditor();
  const state = useEditorState((now) => now);
  const text = statusText(state, editor.savesWhileTyping);
  const first = problemsOf(state.session)[0];
  const { kind } = state.saving;
  return (
    <div className={`save-status ${toneOf(state)}`}>
      <p role="status">{text}</p>
      {(kind === "offline" || kind === "signed-out") && editor.savesWhileTyping && (
        <Button tone="plain" onClick={() => void editor.save()}>
          Try now
        </Button>
      )}
      {kind !== "offline" && first !== undefined && isDirty(state.session) && (
        <Button
          tone="plain"
          onClick={() => focusField(state.session.conflicts.length > 0 ? ["conflicts"] : first.path)}
        >
          Show me
        </Button>
      )}
    </div>
  );
}

/** One sentence on how saving stands. `auto`: the event is saved while typing. */
function statusText({ session, saving, kept }: EditorState, auto: boolean): string {
  if (session.event.status === "archived") return "Archived: it can be read and duplicated, not changed.";
  const dirty = isDirty(session);
  const here = kept
    ? "Your changes are kept on this device"
    : "Keep this page open: this device cannot keep your changes";
  switch (saving.kind) {
    case "offline":
      return auto
        ? `Not saved: the server cannot be reached. ${here}${kept ? " and will be saved." : "."}`
        : `Not published: the server cannot be reached. ${here}.`;
    case "signed-out":
      return `Not saved: you are signed out. ${here}.`;
    case "gone":
      return `Not saved: this event is gone, or not yours to change any more. ${here}.`;
    case "refused":
      return `Not saved: ${saving.detail}`;
    default:
  }
  const { length: conflicts } = session.conflicts;
  if (conflicts > 0) return `Conflict: somebody else changed ${counted(conflicts, "thing")} that you changed, too.`;
  if (saving.kind === "saving" || saving.kind === "pending") return "Saving…";
  if (!dirty) return "Saved";
  if (!auto) return `Not published yet. ${here}.`;
  const { length } = problemsOf(session);
  return `Saved, but for ${counted(length, "field")} that ${length === 1 ? "needs" : "need"} another look. ${here}.`;
}

function toneOf({ session, saving }: EditorState): string {
  if (session.conflicts.length > 0 || ["refused", "gone", "signed-out", "offline"].includes(saving.kind)) return "stop";
  return saving.kind === "idle" && !isDirty(session) ? "calm" : "busy";
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
