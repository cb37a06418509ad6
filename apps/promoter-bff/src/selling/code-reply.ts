import type { Code, CodeState } from "@liveotter/contracts/promoter/codes";
import { type Instant, toIso } from "@liveotter/core/instant";
import { localTimeOf } from "@liveotter/core/performance-time";
import type { MyCode } from "@liveotter/database/promoter/my-code";

/** With its times on the clocks of `zone`, in the words in which they can be sent back. */
export function codeReply(code: MyCode, zone: string, now: Instant): Code {
  const { ticketTypeIds, validFrom, validUntil, createdAt } = code;
  const moment = (at: Instant | null) => (at === null ? null : { ...localTimeOf(at, zone), at: toIso(at) });
  return {
    ...code,
    state: stateOf(code, now),
    ticketTypeIds: ticketTypeIds && [...ticketTypeIds],
    validFrom: moment(validFrom),
    validUntil: moment(validUntil),
    createdAt: toIso(createdAt),
  };
}

export function stateOf({ disabled, validFrom, validUntil, maxUses, used }: MyCode, now: Instant): CodeState {
  if (disabled) return "disabled";
  if (validUntil !== null && validUntil <= now) return "expired";
  if (maxUses !== null && used >= maxUses) return "used-up";
  return validFrom !== null && validFrom > now ? "upcoming" : "open";
}
