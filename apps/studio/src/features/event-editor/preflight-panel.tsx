import { useQuery } from "@tanstack/react-query";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { pathText } from "./describe-path.ts";
import { focusField } from "./focus-field.ts";
import { pathOfPointer } from "./model/path-of-pointer.ts";
import { useEditorState } from "./use-editor.ts";

/** What stands between this event and its public, each with the way to its field. Follows every save. */
export function PreflightPanel() {
  const { event, base, mine } = useEditorState(({ session }) => session);
  const due = event.status === "draft" || event.status === "postponed";
  const preflight = useQuery({
    queryKey: ["preflight", event.id, event.version],
    queryFn: ({ signal }) => answer(api.readPreflight(event.id, { signal })),
    enabled: due,
    placeholderData: (previous) => previous,
  });
  if (!due) return null;
  const findings = preflight.data?.findings ?? [];
  const errors = findings.filter(({ severity }) => severity === "error");
  return (
    <section className="preflight stack" aria-labelledby="preflight-heading" aria-busy={preflight.isFetching}>
      <h2 id="preflight-heading" data-path="preflight" tabIndex={-1}>
        Before it is public
      </h2>
      <p role="status">
        {preflight.data === undefined
          ? preflight.error === null
            ? "Checking…"
            : explain(preflight.error)
          : errors.length > 0
            ? `${errors.length} ${errors.length === 1 ? "thing stands" : "things stand"} in the way.`
            : "Nothing stands in the way."}
      </p>
      {findings.length > 0 && (
        <ul className="bare findings">
          {findings.map(({ severity, pointer, code, detail }) => {
            const path = pathOfPointer(pointer, base);
            return (
              <li key={`${code} ${pointer}`} className={severity}>
                <button type="button" className="link" onClick={() => focusField(placeOfPath(path))}>
                  {pathText(path, mine, base) || "Event"}
                </button>
                <span> {detail}</span>
                {severity === "warning" && <span className="flag">to know</span>}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** Parts that stand in a section of another name. */
const placeOfPath = (path: readonly string[]) =>
  path[0] === "cover" ? ["cover"] : path.length === 0 ? ["name"] : path;
