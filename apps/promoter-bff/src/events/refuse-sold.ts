import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import type { Actor, EventChange } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { readSoldLines } from "@liveotter/database/promoter/read-sold-lines";

const FOREIGN_KEY = "23503";
const CURRENCY = "LO010";
const QUOTA_ELSEWHERE = "LO012";

/**
 * What a change of an event threw, with each field to put back where it is that people have ordered already. @throws always
 */
export async function refuseSold(
  error: unknown,
  db: Database,
  actor: Actor,
  before: MyEvent,
  change: EventChange,
): Promise<never> {
  const { code } = error instanceof DatabaseError ? error : {};
  if (code !== FOREIGN_KEY && code !== CURRENCY && code !== QUOTA_ELSEWHERE) throw error;
  const sold = await readSoldLines(db, { promoterId: actor.promoterId, eventId: before.id });
  const errors: FieldErrors = [];
  if (code === CURRENCY)
    errors.push({ pointer: "/currency", detail: `stays ${before.currency}: somebody has ordered already` });
  for (const [index, { id, performance }] of (change.quotas ?? []).entries()) {
    const known = before.quotas.find((quota) => quota.id === id);
    if (known !== undefined && known.performance !== performance && sold.quotas.includes(known.id))
      errors.push({ pointer: `/quotas/${index}/performance`, detail: "stays: tickets have been ordered out of it" });
  }
  const leftOut = (list: "performances" | "ticketTypes" | "quotas", name: (id: string) => string, what: string) => {
    const kept = change[list]?.map(({ id }): string | undefined => id);
    for (const id of kept === undefined ? [] : sold[list])
      if (!kept?.includes(id)) errors.push({ pointer: `/${list}`, detail: `must keep “${name(id)}”: ${what}` });
  };
  const performances = new Map(before.performances.map(({ id, date, time }) => [String(id), [date, time]]));
  const names = new Map([...before.ticketTypes, ...before.quotas].map(({ id, name }) => [String(id), name]));
  leftOut("performances", (id) => (performances.get(id) ?? []).filter(Boolean).join(" "), "it has been ordered");
  leftOut("ticketTypes", (id) => names.get(id) ?? "", "it has been ordered; hide it instead");
  leftOut("quotas", (id) => names.get(id) ?? "", "it has been ordered, blocked or kept for codes; lower it instead");
  throw errors.length === 0 ? error : new ProblemError("invalid-state", { errors, detail: "Nothing was saved." });
}
