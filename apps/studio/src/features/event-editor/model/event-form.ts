import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { priceText, shareText } from "../../../ui/number-text.ts";

/** Which of two equal times on a clock; null where the clocks show it once, or nobody said. */
export type Fold = "earlier" | "later" | null;

/** A time on the clocks of a zone that is named elsewhere; texts as they are typed. */
export interface MomentText {
  readonly date: string;
  readonly time: string;
  readonly fold: Fold;
}

/** Where a performance is, with all that the screen says about it. The zone's clocks are those its times are read on. */
export type Place =
  | {
      readonly kind: "venue";
      readonly venueId: string;
      readonly name: string;
      readonly city: string;
      readonly country: string;
      readonly zone: string;
    }
  | {
      readonly kind: "new-venue";
      readonly name: string;
      readonly street: string;
      readonly city: string;
      readonly country: string;
      readonly zone: string;
    }
  | {
      readonly kind: "place";
      readonly city: string;
      readonly country: string;
      readonly zone: string;
      readonly lat?: number;
      readonly lon?: number;
    }
  | { readonly kind: "online"; readonly zone: string };

/** `key` names a line for its whole life here: the server's id, or a UUID of ours until it has one. */
export interface PerformanceLine {
  readonly key: string;
  readonly date: string;
  /** Empty: only the date is known. */
  readonly time: string;
  readonly fold: Fold;
  /** Empty: it ends on the day it begins. */
  readonly endDate: string;
  /** Minutes; empty: three hours. */
  readonly durationMinutes: string;
  readonly where: Place;
  /** Streamed as well. */
  readonly online: boolean;
}

export interface PricePhase {
  readonly name: string;
  readonly until: MomentText;
  readonly price: string;
}

export interface TicketTypeLine {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly phases: readonly PricePhase[];
  readonly hidden: boolean;
  readonly minPerOrder: string;
  readonly maxPerOrder: string;
  /** Keys of performances; null: no pass. */
  readonly pass: readonly string[] | null;
}

export interface QuotaLine {
  readonly key: string;
  readonly name: string;
  /** Empty: without limit. */
  readonly capacity: string;
  /** Key of the one performance, or empty for all. */
  readonly performance: string;
  /** Keys of ticket types. */
  readonly ticketTypes: readonly string[];
}

interface SalesForm {
  readonly zone: string;
  readonly presale: MomentText | null;
  readonly onSale: MomentText | null;
  readonly end: MomentText | null;
  readonly maxPerOrder: string;
}

/** Amounts in units of the currency ("2.50"), `percent` in per cent ("2.5"). */
export interface FeesForm {
  readonly perTicket: string;
  readonly perOrder: string;
  readonly percent: string;
  readonly paidBy: "fan" | "promoter";
}

/** `rate` in per cent ("19"). */
export interface TaxForm {
  readonly name: string;
  readonly rate: string;
  readonly included: boolean;
}

/** Everything that may be edited, as texts in fields: a half-typed price is kept as it stands. */
export interface EventForm {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly url: string;
  readonly genre: string;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  /** A name a line. */
  readonly lineUp: string;
  readonly access: string;
  readonly currency: string;
  /** Empty: none. */
  readonly seriesId: string;
  readonly performances: readonly PerformanceLine[];
  readonly ticketTypes: readonly TicketTypeLine[];
  readonly quotas: readonly QuotaLine[];
  readonly sales: SalesForm;
  readonly fees: FeesForm | null;
  readonly tax: TaxForm | null;
}

/** What the server said, as it stands in the fields. Read back unchanged it is no change. */
export function formOf(event: MyEvent): EventForm {
  const { name, summary, description, genre, languages, tags, access, currency, fees, tax } = event;
  return {
    ...{ name, summary, description, genre, languages, tags, access, currency },
    lineUp: event.lineUp.join("\n"),
    url: event.url ?? "",
    seriesId: event.series?.id ?? "",
    performances: event.performances.map(performanceLine),
    ticketTypes: event.ticketTypes.map((type) => ({
      key: type.id,
      name: type.name,
      description: type.description,
      price: priceText(type.price, currency),
      phases: type.phases.map((phase) => ({
        name: phase.name,
        until: moment(phase.until),
        price: priceText(phase.price, currency),
      })),
      hidden: type.hidden,
      minPerOrder: numberText(type.minPerOrder),
      maxPerOrder: numberText(type.maxPerOrder),
      pass: type.pass,
    })),
    quotas: event.quotas.map((quota) => ({
      key: quota.id,
      name: quota.name,
      capacity: numberText(quota.capacity),
      performance: quota.performance ?? "",
      ticketTypes: quota.ticketTypes,
    })),
    sales: {
      zone: event.sales.zone,
      presale: event.sales.presale && moment(event.sales.presale),
      onSale: event.sales.onSale && moment(event.sales.onSale),
      end: event.sales.end && moment(event.sales.end),
      maxPerOrder: numberText(event.sales.maxPerOrder),
    },
    fees: fees && {
      perTicket: priceText(fees.perTicket, currency),
      perOrder: priceText(fees.perOrder, currency),
      percent: shareText(fees.percent, 2),
      paidBy: fees.paidBy,
    },
    tax: tax && { name: tax.name, rate: shareText(tax.rate, 3), included: tax.included },
  };
}

function performanceLine(performance: MyEvent["performances"][number]): PerformanceLine {
  const { id, date, time, fold, endDate, durationMinutes, online } = performance;
  return {
    ...{ key: id, date, fold, online },
    time: time ?? "",
    endDate: endDate ?? "",
    durationMinutes: numberText(durationMinutes),
    where: placeOf(performance),
  };
}

function placeOf({ place, zone }: MyEvent["performances"][number]): Place {
  if (place === null) return { kind: "online", zone };
  const { venue, city, country, lat, lon } = place;
  if (venue !== null) return { kind: "venue", venueId: venue.id, name: venue.name, city, country, zone };
  const exact = lat === null || lon === null ? {} : { lat, lon };
  return { kind: "place", city, country, zone, ...exact };
}

const moment = ({ date, time, fold }: MomentText): MomentText => ({ date, time, fold });

const numberText = (value: number | null): string => (value === null ? "" : String(value));
