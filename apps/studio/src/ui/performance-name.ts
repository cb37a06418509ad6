import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { formatDay } from "./when.tsx";

/** `Sat, 12 Jun 2027 · 20:00`, on the clocks of its place; null stands for a pass. */
export function performanceName(event: Pick<MyEvent, "performances"> | undefined, id: string | null): string {
  if (id === null) return "Pass";
  const found = event?.performances.find((performance) => performance.id === id);
  if (found === undefined) return "A date that is gone";
  return found.time === null ? formatDay(found.date) : `${formatDay(found.date)} · ${found.time}`;
}
