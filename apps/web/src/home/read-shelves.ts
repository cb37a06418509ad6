import type { EventSummary } from "@liveotter/contracts/public/catalogue";
import { address, type Query } from "../address.ts";
import type { FanCatalogue } from "../catalogue/fan-catalogue.ts";
import { weekend } from "../format/dates.ts";

/** A few events of a kind, and the list that has all of them. */
export interface Shelf {
  readonly kind: "weekend" | "new" | "opening" | "soon";
  readonly events: readonly EventSummary[];
  /** Path and query of that list, without a locale's prefix. */
  readonly more: string;
}

/** Two rows of a wide screen. */
const MOST = 8;

/**
 * What a front page shows, of everything or of one city (folded): what is on this weekend, just announced, on sale soon,
 * and then coming up. No event stands in two of them. Where one shelf holds all that there is, it is the only one.
 */
export async function readShelves(
  catalogue: Pick<FanCatalogue, "listEvents">,
  now: number,
  city?: string,
): Promise<Shelf[]> {
  const here = city === undefined ? {} : { city };
  const limit = 2 * MOST; // Some will be on another shelf.
  const dates = weekend(now);
  const [on, announced, opening, soon] = await Promise.all([
    catalogue.listEvents({ ...here, ...dates, limit }),
    catalogue.listEvents({ ...here, sort: "new", limit }),
    catalogue.listEvents({ ...here, sort: "opening", limit }),
    catalogue.listEvents({ ...here, limit: 4 * MOST }),
  ]);
  const all = soon?.items ?? [];
  const moreOf = (query: Query) => address("/events", { ...here, ...query });
  if (all.length <= MOST && !soon?.nextCursor) {
    return all.length === 0 ? [] : [{ kind: "soon", events: all, more: moreOf({}) }];
  }
  const shown = new Set<string>();
  const shelf = (kind: Shelf["kind"], events: readonly EventSummary[] | undefined, query: Query): Shelf => {
    const left = (events ?? []).filter(({ slug }) => !shown.has(slug)).slice(0, MOST);
    for (const { slug } of left) shown.add(slug);
    return { kind, events: left, more: moreOf(query) };
  };
  // The rarer kind has the first choice.
  const thisWeekend = shelf("weekend", on?.items, dates);
  const onSaleSoon = shelf("opening", opening?.items, { sort: "opening" });
  const justAnnounced = shelf("new", announced?.items, { sort: "new" });
  const comingUp = shelf("soon", all, {});
  return [thisWeekend, justAnnounced, onSaleSoon, comingUp].filter(({ events }) => events.length > 0);
}
