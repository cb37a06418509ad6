import { EventChange } from "@liveotter/contracts/promoter/events";
import type { EventForm } from "./event-form.ts";
import { isWithin, pathName } from "./form-path.ts";
import type { FormProblem } from "./form-problem.ts";
import { type FullInput, inputOf } from "./input-of.ts";
import { pathOfSteps } from "./path-of-pointer.ts";

/** What a form says to the API, and everything that the API would refuse of it; the first problem of each field. */
export function checkedInput(
  form: EventForm,
  isStored: (key: string) => boolean,
): { readonly input: FullInput; readonly problems: readonly FormProblem[] } {
  const { input, problems } = inputOf(form, isStored);
  const found = [...problems, ...danglingQuotas(form)];
  const parsed = EventChange.safeParse(input);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const at = pathOfSteps(path.map(String), form);
    if (!found.some((problem) => isWithin(problem.path, at) || isWithin(at, problem.path))) {
      found.push({ path: at, detail: sentence(message) });
    }
  }
  const first = new Map<string, FormProblem>();
  for (const problem of found) if (!first.has(pathName(problem.path))) first.set(pathName(problem.path), problem);
  return { input, problems: [...first.values()] };
}

/** A quota for a performance that somebody else deleted meanwhile: only a person can say what it is for now. */
function danglingQuotas({ quotas, performances }: EventForm): FormProblem[] {
  const known = new Set(performances.map(({ key }) => key));
  return quotas
    .filter(({ performance }) => performance !== "" && !known.has(performance))
    .map(({ key }) => ({ path: ["quotas", key, "performance"], detail: "Its performance is gone: choose another." }));
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
