import type { Availability } from "@liveotter/contracts/public/sale";
import { codeSays, type Failed, generalHurdle, type Hurdle } from "../hurdle.ts";
import { fieldOf } from "./read-choice.ts";

const UNKNOWN =
  "We could not find out whether your tickets are held. Press “Hold these tickets” again: nothing is held or paid for twice.";

/** What the BFF refused, by the fields of the lines that were asked for. */
export function refusals(
  failed: Failed,
  fields: readonly (string | undefined)[],
  availability: Availability | null,
): Hurdle[] {
  const { problem } = failed;
  const nameOf = (field: string | undefined) =>
    availability?.ticketTypes.find((type) => fieldOf(type) === field)?.name ?? "these tickets";
  switch (problem?.code) {
    case "sold-out": {
      const refused = problem.refused ?? [];
      if (refused.length === 0) return [{ field: null, text: "What you chose has just been taken by others." }];
      return refused.map(({ line, left }) => ({
        field: fields[line] ?? null,
        text: leftSays(nameOf(fields[line]), left),
      }));
    }
    case "code-refused":
      return [{ field: "code", text: codeSays(problem) }];
    case "forbidden":
      return [{ field: null, text: "This sale has a waiting room, and it has not let this browser in." }];
    case "invalid-request": {
      const errors = problem.errors ?? [];
      if (errors.length === 0) return [generalHurdle(failed, UNKNOWN)];
      return errors.map(({ pointer, detail }) => {
        const line = /^\/lines\/(\d+)/.exec(pointer)?.[1];
        const field = line === undefined ? (pointer === "/code" ? "code" : null) : (fields[Number(line)] ?? null);
        return {
          field,
          text:
            field === null
              ? `Something is wrong with what was sent: ${detail}.`
              : "These tickets are not sold here any more.",
        };
      });
    }
    case "over-limit": {
      // Named where it is about one type; the whole order's limit is nobody's field.
      const named = fields.find((field) => problem.detail?.includes(` of ${nameOf(field)} in one order`) === true);
      return [{ field: named ?? fields[0] ?? null, text: problem.detail ?? "Too many tickets for one order." }];
    }
    default:
      return [generalHurdle(failed, UNKNOWN)];
  }
}

export const leftSays = (name: string, left: number): string =>
  left === 0
    ? `None of “${name}” are left.`
    : `Only ${left} of “${name}” ${left === 1 ? "is" : "are"} left: ask for fewer.`;
