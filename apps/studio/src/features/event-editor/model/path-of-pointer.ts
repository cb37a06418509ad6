import type { Path } from "./form-path.ts";

/** The lines that a pointer's numbers count, in the order in which the server saw them. */
export interface Numbered {
  readonly performances: readonly { readonly key: string }[];
  readonly ticketTypes: readonly { readonly key: string }[];
  readonly quotas: readonly { readonly key: string }[];
}

/** The field of the form that an RFC 6901 pointer into an event, or into a change of it, means. */
export function pathOfPointer(pointer: string, numbered: Numbered): Path {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return pathOfSteps(steps, numbered);
}

/** As `pathOfPointer`, from the steps themselves. */
export function pathOfSteps(steps: readonly string[], numbered: Numbered): Path {
  const [part, index, ...rest] = steps;
  if (part === undefined) return [];
  // The API and a reply call it differently.
  if (part === "series") return ["seriesId"];
  if (!(part === "performances" || part === "ticketTypes" || part === "quotas") || index === undefined) return steps;
  const line = numbered[part][Number(index)];
  return line === undefined ? [part] : [part, line.key, ...rest];
}
