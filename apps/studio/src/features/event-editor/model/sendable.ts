import type { EventChange } from "@liveotter/contracts/promoter/events";
import type { EventForm } from "./event-form.ts";
import { type Path, valueAt, WHOLE, withValueAt } from "./form-path.ts";
import { checkedInput } from "./form-problems.ts";
import { sameValue } from "./same-value.ts";

export interface Sendable {
  /** What the server will have when `change` is saved: the form without what cannot be saved. */
  readonly form: EventForm;
  /** null: nothing to save. */
  readonly change: EventChange | null;
}

type Part = keyof EventForm;
/** Amounts mean nothing in another currency, times nothing in another zone: such parts go together, or wait together. */
const PRICED: readonly Part[] = ["currency", "ticketTypes", "fees"];
const TIMED: readonly Part[] = ["sales", "ticketTypes"];

const boundParts = (base: EventForm, form: EventForm): readonly Part[] => [
  ...(form.currency === base.currency ? [] : PRICED),
  ...(form.sales.zone === base.sales.zone ? [] : TIMED),
];

/**
 * As much of an edited form as can be saved. What is at `heldBack` (conflicts, refusals) and what is invalid stays as
 * the server has it, and a new line with something wrong is left out; all else goes.
 */
export function sendableOf(base: EventForm, mine: EventForm, heldBack: readonly Path[]): Sendable {
  const stored = new Set([...base.performances, ...base.ticketTypes, ...base.quotas].map(({ key }) => key));
  const isStored = (key: string) => stored.has(key);
  let form = heldBack.reduce((left, path) => takenBack(base, left, path), mine);
  for (;;) {
    form = withoutDangling(form);
    const { input, problems } = checkedInput(form, isStored);
    // What is as the server has it is not sent anew, or is good enough for the server.
    const bound = boundParts(base, form);
    const isBound = ({ path }: { readonly path: Path }) => bound.some((part) => part === path[0]);
    const ours = problems.filter(
      (problem) =>
        isBound(problem) || !sameValue(valueAt(base, lineOf(problem.path)), valueAt(form, lineOf(problem.path))),
    );
    if (ours.length === 0) return { form, change: changeIn(base, form, input) };
    // Each step makes one more line or part as the server has it: this comes to an end.
    const before = form;
    const untouched = (path: Path) => valueAt(form, lineOf(path)) === valueAt(before, lineOf(path));
    for (const { path } of ours) if (untouched(path)) form = takenBack(base, form, path);
  }
}

/** The line that a path is in, or the part of the form. */
const lineOf = (path: Path): Path => path.slice(0, isListed(path) ? 2 : 1);
const isListed = ([part]: Path): boolean => part === "performances" || part === "ticketTypes" || part === "quotas";

/** `form` with `path` as `base` has it; with what is around it, where the field itself was not changed. */
function takenBack(base: EventForm, form: EventForm, path: Path): EventForm {
  const bound = boundParts(base, form);
  if (bound.some((part) => part === path[0])) {
    return bound.reduce((left, part) => withValueAt(left, [part], base[part]), form);
  }
  const whole = path.findIndex((step, index) => index > 0 && WHOLE.has(step));
  let at = whole < 0 ? path : path.slice(0, whole + 1);
  while (at.length > 0) {
    const [was, is] = [valueAt(base, at), valueAt(form, at)];
    if (at.length === 2 && was === undefined && is !== undefined) return withValueAt(form, at, undefined);
    const parentIsNew = at.length > 2 && valueAt(base, at.slice(0, 2)) === undefined;
    if (!parentIsNew && !sameValue(was, is, at.at(-1)) && was !== undefined) return withValueAt(form, at, was);
    at = at.slice(0, -1);
  }
  return base;
}

/** Without words that name lines which are not there: a quota's ticket types, a pass's performances. */
function withoutDangling(form: EventForm): EventForm {
  const performances = new Set(form.performances.map(({ key }) => key));
  const types = new Set(form.ticketTypes.map(({ key }) => key));
  const dangles = (keys: readonly string[] | null, known: ReadonlySet<string>) =>
    keys?.some((key) => !known.has(key)) ?? false;
  const ticketTypes = form.ticketTypes.map((type) =>
    dangles(type.pass, performances)
      ? { ...type, pass: type.pass?.filter((key) => performances.has(key)) ?? null }
      : type,
  );
  const quotas = form.quotas.map((quota) =>
    dangles(quota.ticketTypes, types)
      ? { ...quota, ticketTypes: quota.ticketTypes.filter((key) => types.has(key)) }
      : quota,
  );
  return { ...form, ticketTypes, quotas };
}

function changeIn(
  base: EventForm,
  form: EventForm,
  input: Required<Omit<EventChange, "refundWindow" | "alsoFromCarts">>,
): EventChange | null {
  const isPart = (part: string): part is Part => part in base;
  const parts = Object.keys(input).filter((part) => isPart(part) && !sameValue(base[part], form[part], part));
  if (parts.length === 0) return null;
  const sent = new Set<string>([...parts, ...boundParts(base, form)]);
  return Object.fromEntries(Object.entries(input).filter(([part]) => sent.has(part)));
}
