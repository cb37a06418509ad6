import type { Availability } from "@liveotter/contracts/public/sale";
import type { Locale } from "../../words/locale.ts";
import { codeSays, type Failed, generalHurdle, type Hurdle, leftSays, limitSays } from "../hurdle.ts";
import { fieldOf } from "./read-choice.ts";

/** What the BFF refused, by the fields of the lines that were asked for. */
export function refusals(
  locale: Locale,
  failed: Failed,
  fields: readonly (string | undefined)[],
  availability: Availability | null,
): Hurdle[] {
  const { problem } = failed;
  const { quantities, sale } = locale.words;
  const types = availability?.ticketTypes ?? [];
  const nameOf = (field: string | undefined) =>
    types.find((type) => fieldOf(type) === field)?.name ?? sale.theseTickets;
  switch (problem?.code) {
    case "sold-out":
      return (problem.refused ?? []).map(({ line, left }) => ({
        field: fields[line] ?? null,
        text: leftSays(locale, nameOf(fields[line]), left),
      }));
    case "withdrawn":
      return (problem.withdrawnLines ?? []).map((line) => ({
        field: fields[line] ?? null,
        text: quantities.withdrawn,
      }));
    case "code-refused":
      return [{ field: "code", text: codeSays(locale, problem) }];
    case "forbidden":
      return [{ field: null, text: quantities.waitingRoom }];
    case "invalid-request": {
      const errors = problem.errors ?? [];
      if (errors.length === 0) return [generalHurdle(locale, failed, quantities.unknown)];
      return errors.map(({ pointer }) => {
        const line = /^\/lines\/(\d+)/.exec(pointer)?.[1];
        if (line !== undefined) return { field: fields[Number(line)] ?? null, text: quantities.withdrawn };
        return pointer === "/code" ? { field: "code", text: sale.codeUnknown } : { field: null, text: sale.notTaken };
      });
    }
    case "over-limit": {
      // Of one type it is said at its field; the whole order's limit at the first.
      const type = types.find(({ id }) => id === problem.ticketTypeId);
      const named = fields.find((field) => type !== undefined && field === fieldOf(type));
      return [{ field: named ?? fields[0] ?? null, text: limitSays(locale, problem, nameOf(named)) }];
    }
    default:
      return [generalHurdle(locale, failed, quantities.unknown)];
  }
}
