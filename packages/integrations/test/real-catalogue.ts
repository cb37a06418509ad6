import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CatalogueEvent, CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import { asId, type EventId, type PerformanceId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";

/** Real conferences, kept beside the project and never in it. */
const FILE = fileURLToPath(new URL("../../../../shared/data/real-events.json", import.meta.url));

export const realDataIsHere = existsSync(FILE);

interface Row {
  readonly name: string;
  readonly startDate: string;
  readonly endDate?: string;
  readonly city?: string;
  readonly country?: string;
  readonly online?: boolean;
  readonly topics?: readonly string[];
}

/** Before the first of them starts. */
export const BEFORE_ALL = instant(Date.parse("2027-12-31T00:00:00Z"));

/** Every row as a performance 15 years later; rows of one name are one event, on tour and year after year. */
export function realCatalogue(): CatalogueEvent[] {
  const rows: Row[] = JSON.parse(readFileSync(FILE, "utf8"));
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, same], at) => {
    const performances = same.map(performance).toSorted((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1));
    return {
      id: id<EventId>(`event ${name}`),
      slug: `real-${at}`,
      name,
      summary: `A gathering on ${(same[0]?.topics ?? []).join(" and ")}`,
      genre: same[0]?.topics?.[0] ?? "general",
      languages: ["en"],
      tags: same[0]?.topics ?? [],
      status: "published",
      currency: asCurrency("EUR") ?? unreachable(),
      priceFrom: at % 7 === 0 ? null : (at % 50) * 100,
      priceTo: at % 7 === 0 ? null : (at % 50) * 200,
      promoter: { slug: `promoter-${at % 3}`, name: `Promoter ${at % 3}` },
      series: null,
      publishedAt: instant(at),
      changedAt: instant(at),
      performances,
    };
  });
}

function performance(row: Row, at: number): CataloguePerformance {
  const later = (date: string) => `${Number(date.slice(0, 4)) + 15}${date.slice(4)}`;
  const date = later(row.startDate);
  const last = later(row.endDate ?? row.startDate);
  return {
    id: id<PerformanceId>(`${row.name} ${row.city} ${row.startDate} ${at}`),
    date,
    time: null,
    endDate: last === date ? null : last,
    zone: "Etc/UTC",
    startsAt: instant(Date.parse(`${row.startDate}T00:00:00Z`) + 473_385_600_000),
    endsAt: instant(Date.parse(`${row.endDate ?? row.startDate}T00:00:00Z`) + 473_385_600_000 + 86_400_000),
    online: row.online === true || row.city === undefined,
    status: "scheduled",
    place:
      row.city === undefined
        ? null
        : { venue: null, city: row.city, country: countryCode(row.country ?? ""), lat: null, lon: null },
  };
}

const CODES = new Map([
  ["U.S.A.", "US"],
  ["U.K.", "GB"],
  ["Poland", "PL"],
  ["Germany", "DE"],
  ["France", "FR"],
  ["India", "IN"],
]);

const countryCode = (name: string): string => CODES.get(name) ?? "ZZ";

/** A UUID made of the text, always the same. */
export function id<T extends EventId | PerformanceId>(text: string): T {
  const hex = createHash("sha256").update(text).digest("hex");
  return (
    asId<T>(
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    ) ?? unreachable()
  );
}

function unreachable(): never {
  throw new Error("unreachable");
}
