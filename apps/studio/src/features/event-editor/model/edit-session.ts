import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { type Adopted, adoptLines, withAdopted } from "./adopt-lines.ts";
import { type EventForm, formOf } from "./event-form.ts";
import { isWithin, type Path, pathName, valueAt, withValueAt } from "./form-path.ts";
import type { FormProblem } from "./form-problem.ts";
import { mergeForms } from "./merge-forms.ts";
import { sameValue } from "./same-value.ts";

/** A value that the server refused. It is not sent again before it is another. */
interface Refusal extends FormProblem {
  readonly value: unknown;
}

/** One person's edits of one event: what was read last, and what it looks like here. */
export interface EditSession {
  readonly event: MyEvent;
  readonly etag: string;
  /** The event as it was read last, as a form. */
  readonly base: EventForm;
  /** With all local edits, invalid ones included. */
  readonly mine: EventForm;
  /** Where `mine` and somebody else's change differ, until a person chooses. Not saved before. */
  readonly conflicts: readonly Path[];
  readonly refusals: readonly Refusal[];
}

/** What of a session outlives its window. */
export type KeptEdits = Pick<EditSession, "base" | "mine" | "conflicts">;

export function openSession(event: MyEvent, etag: string): EditSession {
  const base = formOf(event);
  return { event, etag, base, mine: base, conflicts: [], refusals: [] };
}

export const isDirty = ({ base, mine }: Pick<EditSession, "base" | "mine">): boolean => !sameValue(base, mine);

export function edited(session: EditSession, change: (form: EventForm) => EventForm): EditSession {
  return settled({ ...session, mine: change(session.mine) });
}

/** The answer to our own save of `sent`: whatever was typed since stays. */
export function savedAs(session: EditSession, sent: EventForm, event: MyEvent, etag: string): EditSession {
  const theirs = formOf(event);
  const adopted = adoptLines(session.base, sent, theirs, true);
  const { form } = mergeForms(withAdopted(sent, adopted), withAdopted(session.mine, adopted), theirs);
  return settled({ ...renamed(session, adopted), event, etag, base: theirs, mine: form });
}

/**
 * A newer version, by somebody else or by a save of `sent` whose answer was lost. Both sides' edits are kept; where they
 * differ, ours stands here and theirs there until somebody chooses.
 */
export function overtaken(session: EditSession, event: MyEvent, etag: string, sent: EventForm | null): EditSession {
  const theirs = formOf(event);
  const adopted = adoptLines(session.base, sent ?? session.mine, theirs, false);
  const ours = sent === null ? undefined : withAdopted(sent, adopted);
  const base = ours === undefined ? session.base : withLines(session.base, ours, new Set(adopted.values()));
  const merged = mergeForms(base, withAdopted(session.mine, adopted), theirs, ours);
  const before = renamed(session, adopted);
  const conflicts = [...before.conflicts, ...merged.conflicts];
  return settled({ ...before, event, etag, base: theirs, mine: merged.form, conflicts });
}

/** With edits that an earlier window left behind; null when they contradict edits that are here already. */
export function restored(session: EditSession, kept: KeptEdits): EditSession | null {
  const adopted = adoptLines(kept.base, kept.mine, session.base, false);
  const merged = mergeForms(kept.base, withAdopted(kept.mine, adopted), session.mine);
  if (merged.conflicts.length > 0 && isDirty(session)) return null;
  const conflicts = [...session.conflicts, ...kept.conflicts, ...merged.conflicts];
  return settled({ ...session, mine: merged.form, conflicts });
}

/** A conflict settled by choice. `newKey` names a line anew that they deleted and we keep: its id is gone for good. */
export function resolved(session: EditSession, path: Path, choice: "mine" | "theirs", newKey: string): EditSession {
  const conflicts = session.conflicts.filter((each) => pathName(each) !== pathName(path));
  if (choice === "theirs") {
    return settled({ ...session, conflicts, mine: withValueAt(session.mine, path, valueAt(session.base, path)) });
  }
  const [, key] = path;
  const revived = path.length === 2 && key !== undefined && valueAt(session.base, path) === undefined;
  const mine = revived ? withAdopted(session.mine, new Map([[key, newKey]])) : session.mine;
  return settled({ ...session, conflicts, mine });
}

/** Everything as the server has it. */
export const discarded = (session: EditSession): EditSession =>
  settled({ ...session, mine: session.base, conflicts: [], refusals: [] });

export function refusedAt(session: EditSession, problems: readonly FormProblem[]): EditSession {
  const refusals = problems.map((problem) => ({ ...problem, value: valueAt(session.mine, fieldOf(problem.path)) }));
  return { ...session, refusals: [...session.refusals, ...refusals] };
}

/** Without conflicts that have become agreement, and refusals of what is another value by now. */
function settled(session: EditSession): EditSession {
  const { base, mine } = session;
  const differs = (path: Path) => !sameValue(valueAt(base, path), valueAt(mine, path), path.at(-1));
  const open = [...new Map(session.conflicts.map((path) => [pathName(path), path])).values()].filter(differs);
  return {
    ...session,
    conflicts: open.filter((path) => !open.some((each) => each !== path && isWithin(path, each))),
    refusals: session.refusals.filter(({ path, value }) => sameValue(valueAt(mine, fieldOf(path)), value, path.at(-1))),
  };
}

/** With lines that are there because we sent them: the server may only have put them in its own words. */
function withLines(base: EventForm, sent: EventForm, keys: ReadonlySet<string>): EventForm {
  const add = <T extends { readonly key: string }>(lines: readonly T[], from: readonly T[]): readonly T[] => [
    ...lines,
    ...from.filter(({ key }) => keys.has(key)),
  ];
  return {
    ...base,
    performances: add(base.performances, sent.performances),
    ticketTypes: add(base.ticketTypes, sent.ticketTypes),
    quotas: add(base.quotas, sent.quotas),
  };
}

function renamed(session: EditSession, adopted: Adopted): EditSession {
  const rename = (path: Path): Path => path.map((step) => adopted.get(step) ?? step);
  return {
    ...session,
    conflicts: session.conflicts.map(rename),
    refusals: session.refusals.map((refusal) => ({ ...refusal, path: rename(refusal.path) })),
  };
}

/** A line's field, or a part's: what deeper steps point into is one value to a person. */
const fieldOf = (path: Path): Path => {
  const isLine = path[0] === "performances" || path[0] === "ticketTypes" || path[0] === "quotas";
  return path.slice(0, isLine ? 3 : 2);
};
