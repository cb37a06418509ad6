import type { Moment, SalesInput } from "@liveotter/contracts/promoter/events";
import { canonicalZone } from "@liveotter/core/performance-time";
import type { SalesDraft } from "@liveotter/database/promoter/event-draft";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { placeMoment } from "./place-moment.ts";

/** Whether the times are in order is for preflight to say: a draft may be half done. */
export function salesFrom({ zone, presale, onSale, end, maxPerOrder }: SalesInput, errors: FieldErrors): SalesDraft {
  const canonical = canonicalZone(zone);
  if (canonical === null) errors.push({ pointer: "/sales/zone", detail: "is no time zone of the IANA registry" });
  const place = (name: string, moment: Moment | null | undefined) =>
    moment ? placeMoment(moment, zone, `/sales/${name}`, errors) : null;
  return {
    zone: canonical ?? zone,
    presale: place("presale", presale),
    onSale: place("onSale", onSale),
    end: place("end", end),
    maxPerOrder: maxPerOrder ?? null,
  };
}
