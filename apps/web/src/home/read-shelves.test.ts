import type { EventList } from "@liveotter/contracts/public/catalogue";
import type { ListQuery } from "@liveotter/contracts/public/client";
import { presentList } from "@liveotter/contracts/public/present";
import { listQueryOf } from "@liveotter/contracts/public/questions";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import { instant, toIso } from "@liveotter/core/instant";
import { expect, test } from "vitest";
import { eventNamed } from "../../test/catalogue.ts";
import { readShelves } from "./read-shelves.ts";

const DAY = 86_400_000;
/** A Wednesday. */
const NOW = Date.UTC(2027, 4, 5, 10);

/** Events by the day they are on, counted from now. */
function over(days: readonly number[], opening: readonly number[] = []) {
  const events = days.map((day, at) => {
    const event = eventNamed(`event-${at}`, `Event ${at}`, at % 10);
    const startsAt = instant(Math.floor(NOW / DAY) * DAY + day * DAY);
    const id = event.id.slice(0, -3) + String(at).padStart(3, "0");
    return {
      ...{ ...event, id: id as typeof event.id, publishedAt: instant(NOW - at * DAY) },
      onSaleAt: opening.includes(at) ? instant(NOW + DAY) : null,
      performances: event.performances.map((performance) => ({
        ...{ ...performance, startsAt, endsAt: instant(startsAt + DAY), date: toIso(startsAt).slice(0, 10) },
      })),
    };
  });
  return async (asked: ListQuery): Promise<EventList | null> => {
    const query = listQueryOf(asked);
    if (!query.ok) return null;
    const about = { asOf: toIso(instant(NOW)), source: "database", degraded: false } as const;
    return presentList(queryCatalogue(events, query.value, instant(NOW)), about, instant(NOW));
  };
}

const shelves = async (list: ReturnType<typeof over>, city?: string) =>
  (await readShelves({ listEvents: list }, NOW, city)).map(({ kind, events, more }) => ({
    kind,
    more,
    slugs: events.map(({ slug }) => slug),
  }));

test("a full house shows the weekend, what is new, what opens and what comes, and nothing twice", async () => {
  const days = Array.from({ length: 60 }, (_, at) => (at < 6 ? 3 : 10 + at));
  const found = await shelves(over(days, [0, 20, 40]), "krakow");
  expect(found.map(({ kind, more }) => [kind, more])).toEqual([
    ["weekend", "/events?city=krakow&from=2027-05-08&to=2027-05-09"],
    ["new", "/events?city=krakow&sort=new"],
    ["opening", "/events?city=krakow&sort=opening"],
    ["soon", "/events?city=krakow"],
  ]);
  expect(found[0]?.slugs).toHaveLength(6);
  expect(found[2]?.slugs).toEqual(["event-20", "event-40"]);
  const all = found.flatMap(({ slugs }) => slugs);
  expect(new Set(all).size).toBe(all.length);
  expect(Math.max(...found.map(({ slugs }) => slugs.length))).toBe(8);
});

test("what fits on one shelf stands on one", async () => {
  const [only, ...others] = await shelves(over([3, 10, 11], [1]));
  expect(others).toEqual([]);
  expect(only).toMatchObject({ kind: "soon", more: "/events", slugs: ["event-0", "event-1", "event-2"] });
  expect(await shelves(over([]), "krakow")).toEqual([]);
});
