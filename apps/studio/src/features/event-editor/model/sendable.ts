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

const PRICED = ["currency", "ticketTypes", "fees"] as const;

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
    const [first] = problems;
    if (first === undefined) return { form, change: changeIn(base, form, input) };
    // Each step takes something back, and what the server has is saved already: this comes to an end.
    const before = form;
    const untouched = (path: Path) => valueAt(form, path.slice(0, 2)) === valueAt(before, path.slice(0, 2));
    for (const { path } of problems) if (untouched(path)) form = takenBack(base, form, path);
    if (form === before) return { form: base, change: null };
  }
}

/** `form` with `path` as `base` has it; with what is around it, where the field itself was not changed. */
function takenBack(base: EventForm, form: EventForm, path: Path): EventForm {
  const [part] = path;
  // Amounts mean nothing in another currency: all of them wait together.
  if (form.currency !== base.currency && PRICED.some((each) => each === part)) {
    return PRICED.reduce((left, each) => withValueAt(left, [each], base[each]), form);
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

function changeIn(base: EventForm, form: EventForm, input: Required<EventChange>): EventChange | null {
  const parts = Object.keys(input).filter((part) => isPart(part) && !sameValue(base[part], form[part], part));
  if (parts.length === 0) return null;
  if (parts.includes("currency")) parts.push("ticketTypes", "fees");
  return Object.fromEntries(Object.entries(input).filter(([part]) => parts.includes(part)));

  function isPart(part: string): part is keyof EventForm {
    return part in base;
  }
}
