import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { CodeChange as CodeChangeInput, CodeInput } from "@liveotter/contracts/promoter/codes";
import type { Moment } from "@liveotter/contracts/promoter/events";
import type { QuotaId, TicketTypeId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { CodeChange } from "@liveotter/database/promoter/change-code";
import type { CodeDraft, MyCode } from "@liveotter/database/promoter/my-code";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { placeMoment } from "../events/place-moment.ts";

/** What a code does, as it is stored. @throws ProblemError that points at each field which cannot be */
export function codeFrom(input: Omit<CodeInput, "code" | "alsoFromCarts">, event: MyEvent): CodeDraft {
  const errors: FieldErrors = [];
  const quotas = new Map(event.quotas.map(({ id }): [string, QuotaId] => [id, id]));
  const types = new Map(event.ticketTypes.map(({ id }): [string, TicketTypeId] => [id, id]));
  const { tag, effect, value, maxUses, bypassesQuotas, opensHidden, opensPresale } = input;
  const blocks = input.blocksQuotaId === null ? null : (quotas.get(input.blocksQuotaId.toLowerCase()) ?? null);
  if (input.blocksQuotaId !== null && blocks === null)
    errors.push({ pointer: "/blocksQuotaId", detail: "is no quota of this event" });
  const ticketTypeIds = input.ticketTypeIds?.flatMap((text, index) => {
    const id = types.get(text.toLowerCase());
    if (id === undefined)
      errors.push({ pointer: `/ticketTypeIds/${index}`, detail: "is no ticket type of this event" });
    return id ?? [];
  });
  const times = timesFrom(input, { validFrom: null, validUntil: null }, event, errors);
  if (errors.length > 0) throw new ProblemError("invalid-request", { errors });
  return {
    ...{ tag, effect, value, maxUses, bypassesQuotas, opensHidden, opensPresale, blocksQuotaId: blocks },
    ticketTypeIds: ticketTypeIds ? [...new Set(ticketTypeIds)] : null,
    ...times,
  };
}

/** The same of what changes in one. @throws ProblemError */
export function codeChangeFrom(input: CodeChangeInput, before: MyCode, event: MyEvent): CodeChange {
  const errors: FieldErrors = [];
  const { tag, disabled, maxUses } = input;
  const { validFrom, validUntil } = timesFrom(input, before, event, errors);
  if (maxUses === null && before.blocksQuotaId !== null)
    errors.push({ pointer: "/maxUses", detail: "must be given: it is what the quota keeps free" });
  if (errors.length > 0) throw new ProblemError("invalid-request", { errors });
  return {
    ...{ tag, disabled, maxUses },
    validFrom: input.validFrom === undefined ? undefined : validFrom,
    validUntil: input.validUntil === undefined ? undefined : validUntil,
  };
}

type Times = { readonly validFrom: Instant | null; readonly validUntil: Instant | null };
type TypedTimes = { readonly validFrom?: Moment | null | undefined; readonly validUntil?: Moment | null | undefined };

/** On the clocks of the sale. */
function timesFrom(input: TypedTimes, before: Times, { sales }: MyEvent, errors: FieldErrors): Times {
  const place = (name: keyof Times) => {
    const typed = input[name];
    if (typed === undefined) return before[name];
    return typed === null ? null : placeMoment(typed, sales.zone, `/${name}`, errors);
  };
  const [validFrom, validUntil] = [place("validFrom"), place("validUntil")];
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom)
    errors.push({ pointer: "/validUntil", detail: "is not after validFrom" });
  return { validFrom, validUntil };
}
