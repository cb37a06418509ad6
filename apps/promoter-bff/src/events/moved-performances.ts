import { type ChangedPart, type WhenAndWhere, whatChanged } from "@liveotter/core/event/when-and-where";
import { foldText } from "@liveotter/core/fold-text";
import type { PerformanceId } from "@liveotter/core/ids";
import type { PerformanceDraft } from "@liveotter/database/promoter/event-draft";
import type { MyPerformance } from "@liveotter/database/promoter/my-event";

export interface MovedPerformance {
  readonly id: PerformanceId;
  /** As its ticket holders know it. */
  readonly date: string;
  readonly time: string | null;
  readonly changed: readonly ChangedPart[];
}

/** The performances that these drafts would move, and what of each its ticket holders would hear about. */
export function movedPerformances(
  before: readonly MyPerformance[],
  drafts: readonly PerformanceDraft[],
): MovedPerformance[] {
  const known = new Map(before.map((each) => [each.id, each]));
  return drafts.flatMap((draft) => {
    const was = draft.id && known.get(draft.id);
    if (was === undefined) return [];
    const changed = whatChanged(was, draftedFrom(draft, was));
    return changed.length === 0 ? [] : [{ id: was.id, date: was.date, time: was.time, changed }];
  });
}

function draftedFrom({ date, time, endDate, zone, online, where }: PerformanceDraft, was: MyPerformance): WhenAndWhere {
  const own = { date, time, endDate, zone, online: online || where.kind === "online" };
  return { ...own, place: placeFrom(where, was.place) };
}

/** A venue that the performance has already keeps its place, by whichever way it is named. */
function placeFrom(where: PerformanceDraft["where"], was: MyPerformance["place"]): WhenAndWhere["place"] {
  switch (where.kind) {
    case "online":
      return null;
    case "venue":
      return was?.venue?.id === where.venueId ? was : { venue: { name: where.venueId }, city: "", country: "" };
    case "new-venue": {
      const same = was?.venue && keyOf({ ...was, name: was.venue.name }) === keyOf(where);
      return same
        ? was
        : { venue: { name: where.name }, street: where.street, city: where.city, country: where.country };
    }
    case "place":
      return { venue: null, city: where.city, country: where.country };
  }
}

const keyOf = ({ name, city, country }: { name: string; city: string; country: string }): string =>
  JSON.stringify([country, foldText(city), foldText(name)]);
