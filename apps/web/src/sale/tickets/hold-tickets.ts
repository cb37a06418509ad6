import type { Availability } from "@liveotter/contracts/public/sale";
import { codeSays, type Failed, generalHurdle, type Hurdle } from "../hurdle.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { isUnknown, sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { fieldOf, linesOf, readChoice } from "./read-choice.ts";
import { ticketsPage } from "./show-tickets.ts";

/** Longer than any hold: what it became is still found by it. */
const HOLD_COOKIE_S = 24 * 3600;

/** Holds what was chosen, in place of what this browser held before, and goes on to the checkout. */
export async function holdTickets(visit: Visit): Promise<SaleAnswer> {
  const { deps, form, headers, cookies } = visit;
  const choice = readChoice(form);
  const key = keyOf(form);
  const { lines, fields, hurdles } = linesOf(choice, visit.parts.performanceId ?? "");
  if (hurdles.length > 0) return ticketsPage(visit, { choice, key, hurdles: () => hurdles, status: 400 });
  if (lines.length === 0) return ticketsPage(visit, { choice, key, hurdles: nothingChosen, status: 400 });

  const body = {
    eventId: form.get("event") ?? "",
    lines: [...lines],
    code: choice.code === "" ? null : choice.code,
    pass: choice.pass === "" ? null : choice.pass,
    replaces: cookies.hold ?? null,
  };
  const place = (keyed: string) => sureOf(() => deps.sale.placeHold(body, { key: keyed, headers }));
  let result = await place(await requestKey(key, body));
  // The key of a page that was gone back to names a hold that is over: this is another wish.
  if (result.ok && (result.data.state === "lapsed" || result.data.state === "released"))
    result = await place(mintKey());
  if (result.ok) {
    const cookie = { name: "hold", value: result.data.id, maxAge: HOLD_COOKIE_S } as const;
    return { kind: "go", to: "/checkout", cookies: [cookie] };
  }
  const failed = result;
  return ticketsPage(visit, {
    choice,
    // Where nobody knows whether it was done, the same request has to come again.
    key: isUnknown(failed) ? key : mintKey(),
    hurdles: (availability) => refusals(failed, fields, availability),
    status: failed.problem?.status ?? 503,
  });
}

const nothingChosen = (availability: Availability | null): Hurdle[] => {
  const first = availability?.ticketTypes.find(({ left }) => left !== 0);
  return [{ field: first === undefined ? null : fieldOf(first), text: "Choose how many tickets you want." }];
};

const UNKNOWN =
  "We could not find out whether your tickets are held. Press “Hold these tickets” again: nothing is held or paid for twice.";

/** What the BFF refused, by the fields of the lines that were asked for. */
export function refusals(failed: Failed, fields: readonly string[], availability: Availability | null): Hurdle[] {
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
