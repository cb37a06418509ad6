import { createContext, use, useSyncExternalStore } from "react";
import type { EditSession } from "./model/edit-session.ts";
import type { Editor, EditorState } from "./model/editor.ts";
import { isWithin, type Path, pathName, valueAt, withValueAt } from "./model/form-path.ts";
import type { FormProblem } from "./model/form-problem.ts";
import { checkedInput } from "./model/form-problems.ts";

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (editor === null) throw new Error("there is no editor around this");
  return editor;
}

/** A part of the editor's state; the component is drawn again when that part is another. */
export function useEditorState<T>(part: (state: EditorState) => T): T {
  const editor = useEditor();
  return useSyncExternalStore(editor.subscribe, () => part(editor.state()));
}

/** Only a change of the form draws again what reads the form. */
export const useForm = () => useEditorState(({ session }) => session.mine);

export const useReadOnly = (): boolean => useEditorState(({ session }) => session.event.status === "archived");

interface AtPath {
  readonly value: unknown;
  readonly set: (value: unknown) => void;
  readonly problem: FormProblem | null;
  /** Finds the field for whoever is sent to it. */
  readonly name: string;
}

/** One field of the form: its value, and what is wrong with it. */
export function useAt(path: Path): AtPath {
  const editor = useEditor();
  return {
    value: useEditorState(({ session }) => valueAt(session.mine, path)),
    problem: useProblem(path),
    set: (value) => editor.edit((form) => withValueAt(form, path, value)),
    name: pathName(path),
  };
}

/** The first problem at `path` or within it. */
export function useProblem(path: Path): FormProblem | null {
  return useEditorState(({ session }) => problemsOf(session).find((each) => isWithin(each.path, path)) ?? null);
}

const known = new WeakMap<EditSession, readonly FormProblem[]>();

const CONFLICT = "Somebody else changed this, too: choose at the top of the page.";

/** Everything that keeps a field of this session from being saved. Worked out once for each session. */
export function problemsOf(session: EditSession): readonly FormProblem[] {
  const before = known.get(session);
  if (before !== undefined) return before;
  const { base, mine, conflicts, refusals } = session;
  const stored = new Set([...base.performances, ...base.ticketTypes, ...base.quotas].map(({ key }) => key));
  const problems = [
    ...conflicts.map((path) => ({ path, detail: CONFLICT })),
    ...checkedInput(mine, (key) => stored.has(key)).problems,
    ...refusals,
  ];
  known.set(session, problems);
  return problems;
}
