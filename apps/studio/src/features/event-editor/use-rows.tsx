import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { Button } from "../../ui/button.tsx";
import type { EventForm } from "./model/event-form.ts";
import { type Lists, undone, withCopy, withoutLine } from "./model/lines.ts";
import { useEditor } from "./use-editor.ts";

export interface Rows {
  readonly add: (change: (form: EventForm, key: string) => EventForm) => void;
  readonly copy: (key: string) => void;
  readonly remove: (key: string) => void;
  /** Offers to take the last removal back. */
  readonly undo: ReactNode;
}

interface Removal {
  readonly before: EventForm;
  readonly after: EventForm;
}

/**
 * Rows of a table that come and go. The focus goes along: into a new row, and after a removal to the row that took its
 * place, or to the button that adds one. `what` names a row: "performance".
 */
export function useRows(list: Lists, what: string, table: RefObject<HTMLTableElement | null>): Rows {
  const editor = useEditor();
  const [removal, setRemoval] = useState<Removal | null>(null);
  const [focus, setFocus] = useState<{ readonly row: number; readonly part: "input" | "remove" } | null>(null);

  useEffect(() => {
    if (focus === null) return;
    const rows = table.current?.tBodies[0]?.rows;
    const row = rows?.[Math.min(focus.row, rows.length - 1)];
    const field = row?.querySelector<HTMLElement>(focus.part === "input" ? "input" : "[data-remove]");
    (field ?? document.querySelector<HTMLElement>(`[data-add="${list}"]`))?.focus();
    setFocus(null);
  }, [focus, list, table]);

  const indexOf = (key: string) => editor.state().session.mine[list].findIndex((line) => line.key === key);
  return {
    add(change) {
      editor.edit((form) => change(form, crypto.randomUUID()));
      setFocus({ row: editor.state().session.mine[list].length - 1, part: "input" });
    },
    copy(key) {
      editor.edit((form) => withCopy(form, list, key, crypto.randomUUID()));
      setFocus({ row: indexOf(key) + 1, part: "input" });
    },
    remove(key) {
      const row = indexOf(key);
      const before = editor.state().session.mine;
      const after = withoutLine(before, list, key);
      editor.edit(() => after);
      setRemoval({ before, after });
      setFocus({ row, part: "remove" });
    },
    undo: (
      <div className="undo" role="status">
        {removal !== null && (
          <>
            <span>One {what} removed.</span>
            <Button
              tone="quiet"
              onClick={() => {
                editor.edit((form) => undone(form, removal.before, removal.after));
                setRemoval(null);
                setFocus({ row: removal.before[list].length - 1, part: "input" });
              }}
            >
              Undo
            </Button>
          </>
        )}
      </div>
    ),
  };
}
