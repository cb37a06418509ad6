import { Button } from "../../ui/button.tsx";
import { pathText, valueText } from "./describe-path.ts";
import { focusField } from "./focus-field.ts";
import { pathName, valueAt } from "./model/form-path.ts";
import { useEditor, useEditorState } from "./use-editor.ts";

/** Every field that two people changed differently, with both values: nothing is overwritten before somebody chooses. */
export function ConflictList() {
  const editor = useEditor();
  const { base, mine, conflicts } = useEditorState(({ session }) => session);
  if (conflicts.length === 0) return null;
  return (
    <section className="conflicts stack" aria-labelledby="conflicts-heading">
      <h2 id="conflicts-heading" data-path="conflicts" tabIndex={-1}>
        Changed by two people
      </h2>
      <p>Somebody else saved another value while you were typing. Theirs is saved; yours is here. Choose for each:</p>
      <ul className="bare stack">
        {conflicts.map((path) => {
          const label = pathText(path, mine, base);
          const field = path.at(-1);
          const [yours, theirs] = [
            valueText(valueAt(mine, path), mine, field),
            valueText(valueAt(base, path), base, field),
          ];
          const choose = (choice: "mine" | "theirs") => {
            editor.resolve(path, choice);
            const left = editor.state().session.conflicts.length > 0;
            // After the next drawing: the button that had the focus is gone.
            requestAnimationFrame(() => focusField(left ? ["conflicts"] : path));
          };
          return (
            <li key={pathName(path)} className="conflict">
              <h3>{label}</h3>
              <dl>
                <div>
                  <dt>Yours</dt>
                  <dd>
                    <bdi>{yours}</bdi>
                  </dd>
                </div>
                <div>
                  <dt>Theirs</dt>
                  <dd>
                    <bdi>{theirs}</bdi>
                  </dd>
                </div>
              </dl>
              <div className="actions">
                <Button tone="quiet" aria-label={`Keep yours: ${label}`} onClick={() => choose("mine")}>
                  Keep yours
                </Button>
                <Button tone="quiet" aria-label={`Take theirs: ${label}`} onClick={() => choose("theirs")}>
                  Take theirs
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
