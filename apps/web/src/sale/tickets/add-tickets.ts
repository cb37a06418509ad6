import type { Result } from "@liveotter/contracts/public/client";
import type { Hold } from "@liveotter/contracts/public/sale";
import type { CartEntry } from "../cart/cart-entries.ts";
import { sureOf } from "../sure-of.ts";
import type { Visit } from "../visit.ts";
import type { WantedLine } from "./read-choice.ts";

type Place = Pick<WantedLine, "ticketTypeId" | "performanceId">;

/** Whether two lines are of the same tickets. */
export const isSame = (one: Place, other: Place): boolean =>
  one.ticketTypeId === other.ticketTypeId && (one.performanceId ?? null) === (other.performanceId ?? null);

/** What became of a hold, and all the lines that it was to have. */
export interface Asked {
  readonly result: Result<Hold>;
  readonly asked: readonly WantedLine[];
}

/**
 * Adds these tickets to the event's hold, as many as are wanted: sent twice, nothing is added twice. `null`: the hold is
 * over, so a new one is needed.
 */
export async function addTickets(
  { deps, headers }: Visit,
  { holdId }: CartEntry,
  wanted: readonly WantedLine[],
  code: string,
): Promise<Asked | null> {
  const held = await deps.sale.readHold(holdId, { headers });
  if (!held.ok) return held.problem?.code === "not-found" ? null : { result: held, asked: [] };
  if (held.data.state !== "held") return null;
  const kept = held.data.quote.lines.filter((line) => !wanted.some((other) => isSame(line, other)));
  const asked = [
    ...kept.map(({ ticketTypeId, performanceId, quantity }) => ({ ticketTypeId, performanceId, quantity })),
    ...wanted,
  ];
  const change = { lines: asked, ...(code !== "" && { code }) };
  return { result: await sureOf(() => deps.sale.changeHold(holdId, change, { headers })), asked };
}
