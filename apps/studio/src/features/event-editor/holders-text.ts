import type { HoldersPreview } from "@liveotter/contracts/promoter/events";
import { counted } from "../../ui/money.ts";

/** `312 people with tickets will be emailed.` */
export const emailedText = (people: number): string =>
  people === 0
    ? "Nobody has a ticket yet, so nobody will be emailed."
    : `${counted(people, "person", "people")} with tickets will be emailed.`;

/** `2027-06-12 20:00: new date and place` */
export function changedText({ date, time, changed }: HoldersPreview["performances"][number]): string {
  const [last, ...first] = changed.toReversed();
  const parts = first.length === 0 ? last : `${first.toReversed().join(", ")} and ${last}`;
  return `${[date, time].filter((part) => part !== null).join(" ")}: new ${parts}`;
}
