import type { PreflightEvent, PreflightPerformance } from "@liveotter/core/event/preflight-event";
import { foldText } from "@liveotter/core/fold-text";
import type { EventChange, PerformanceDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent, MyPerformance } from "@liveotter/database/promoter/my-event";

/** An event as it is looked over before it goes public. */
export function preflightOf(event: MyEvent): PreflightEvent {
  const { description, cover, ticketTypes, quotas, sales, currency, fees, tax } = event;
  const performances = event.performances.map((each) => ({ ...each, spot: spotOf(each) }));
  return { description, hasCover: cover !== null, performances, ticketTypes, quotas, sales, currency, fees, tax };
}

/** The same of what a change would make of it; every line has its id already. */
export function preflightAfter(event: MyEvent, change: EventChange): PreflightEvent {
  const before = preflightOf(event);
  return {
    ...before,
    description: change.description ?? before.description,
    sales: change.sales ?? before.sales,
    currency: change.currency ?? before.currency,
    fees: change.fees === undefined ? before.fees : change.fees,
    tax: change.tax === undefined ? before.tax : change.tax,
    performances: change.performances?.map(draftedPerformance) ?? before.performances,
    ticketTypes:
      change.ticketTypes?.map(({ id = "", price, hidden = false, minPerOrder = null, phases = [], pass = null }) => ({
        ...{ id, price, hidden, minPerOrder, phases, pass },
      })) ?? before.ticketTypes,
    quotas: change.quotas ?? before.quotas,
  };
}

const draftedPerformance = (draft: PerformanceDraft): PreflightPerformance => ({
  ...draft,
  id: draft.id ?? "",
  spot: spotOfDraft(draft),
});

function spotOf({ place }: MyPerformance): string {
  if (place === null) return "online";
  return place.venue?.id ?? spotKey(place);
}

function spotOfDraft({ where }: PerformanceDraft): string {
  switch (where.kind) {
    case "venue":
      return where.venueId;
    case "new-venue":
      return `${foldText(where.name)} ${spotKey(where)}`;
    case "place":
      return spotKey(where);
    case "online":
      return "online";
  }
}

const spotKey = ({
  city,
  country,
  lat,
  lon,
}: {
  city: string;
  country: string;
  lat: number | null;
  lon: number | null;
}) => JSON.stringify([country, foldText(city), lat, lon]);
