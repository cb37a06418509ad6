import type { HoldersPreview, PerformanceInput } from "@liveotter/contracts/promoter/events";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { FromCartsTick } from "../../ui/from-carts.tsx";
import { tell } from "../../ui/toast.tsx";
import { pathText, valueText } from "./describe-path.ts";
import { focusField } from "./focus-field.ts";
import { HoldersDialog } from "./holders-dialog.tsx";
import { pathName } from "./model/form-path.ts";
import { listChanges } from "./model/list-changes.ts";
import { problemsOf, useEditor, useEditorState } from "./use-editor.ts";

/**
 * What is public changes when somebody says so: edits gather on this device, are listed here, and go public together.
 * Saving while typing would show fans each half-typed name.
 */
export function PublishBar() {
  const editor = useEditor();
  const session = useEditorState((state) => state.session);
  const saving = useEditorState((state) => state.saving);
  const busy = saving.kind === "saving";
  const shortage = saving.kind === "refused" ? (saving.shortage ?? null) : null;
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  const carts = { alsoFromCarts: shortage !== null && alsoFromCarts };
  const [discarding, setDiscarding] = useState(false);
  const [telling, setTelling] = useState<HoldersPreview | null>(null);
  const count = useMutation({
    mutationFn: (performances: PerformanceInput[]) =>
      answer(api.previewHolders(editor.state().session.event.id, { performances })),
    onSuccess: (preview) => (preview.people === 0 ? void editor.save(carts) : setTelling(preview)),
    onError: (error) => tell(`Nothing was published: we couldn't count who has tickets. ${explain(error)}`),
  });
  /** What ticket holders know is not changed before its promoter has seen how many will be emailed. */
  const publish = () => {
    const performances = editor.change()?.performances;
    if (performances === undefined) void editor.save(carts);
    else count.mutate(performances);
  };
  if (editor.savesWhileTyping || session.event.status === "archived") return null;
  const { base, mine } = session;
  const changes = listChanges(base, mine);
  if (changes.length === 0) return null;
  const problem = problemsOf(session)[0];
  const changed = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
  return (
    <section className="publish-bar" aria-label="Changes not published yet">
      <details>
        <summary>{changed}, not published yet</summary>
        <ul className="bare">
          {changes.map(({ path, was, is }) => (
            <li key={pathName(path)}>
              <strong>{pathText(path, mine, base)}</strong>:{" "}
              {was === undefined ? (
                `added (${valueText(is, mine, path.at(-1))})`
              ) : is === undefined ? (
                "removed"
              ) : (
                <>
                  <del>{valueText(was, base, path.at(-1))}</del> → <ins>{valueText(is, mine, path.at(-1))}</ins>
                </>
              )}
            </li>
          ))}
        </ul>
      </details>
      {(shortage !== null || (busy && alsoFromCarts)) && (
        <FromCartsTick shortage={shortage} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
      )}
      <div className="actions">
        <Button tone="quiet" onClick={() => setDiscarding(true)}>
          Discard
        </Button>
        <Button
          busy={busy || count.isPending}
          onClick={() => {
            // All together or nothing: a public event does not change by halves.
            if (problem === undefined) publish();
            else focusField(session.conflicts.length > 0 ? ["conflicts"] : problem.path);
          }}
        >
          {busy ? "Publishing…" : problem === undefined ? "Publish changes" : "Look at what is wrong"}
        </Button>
      </div>
      {telling !== null && (
        <HoldersDialog
          preview={telling}
          onClose={() => setTelling(null)}
          onPublish={(options) => {
            setTelling(null);
            void editor.save({ ...options, ...carts });
          }}
        />
      )}
      <Confirm
        open={discarding}
        onClose={() => setDiscarding(false)}
        title={`Discard ${changed}?`}
        description="The fields show again what the public sees."
        action="Discard them"
        onConfirm={() => {
          editor.discard();
          setDiscarding(false);
        }}
      />
    </section>
  );
}
