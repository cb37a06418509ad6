import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { FACET_LIMIT } from "@liveotter/core/catalogue/facet-catalogue";
import type { CatalogueFacets, CatalogueFilter } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { eventConditions, performanceConditions } from "./catalogue-filter.ts";
import { versionJson } from "./catalogue-json.ts";

/** The same counts as core's `facetCatalogue`, in the same order. @throws DatabaseError */
export async function readFacets(
  db: Database,
  filter: CatalogueFilter,
  now: Instant,
  options?: CallOptions,
): Promise<{ facets: CatalogueFacets; version: CatalogueVersion }> {
  const [row] = await db.query<{ facets: CatalogueFacets; version: CatalogueVersion }>(
    sql`WITH hits AS MATERIALIZED (
      SELECT p.event_id, p.city, p.city_key, p.country
      FROM performances p WHERE ${performanceConditions("p", filter, now)}
    ), matched AS MATERIALIZED (
      SELECT e.id, e.genre, e.currency, e.promoter_id
      FROM events e WHERE ${eventConditions(filter)} AND e.id IN (SELECT event_id FROM hits)
    ), places AS MATERIALIZED (
      SELECT hits.* FROM hits JOIN matched ON matched.id = hits.event_id WHERE hits.city IS NOT NULL
    )
    SELECT ${versionJson} AS version, json_build_object(
      'total', (SELECT count(*) FROM matched),
      'genres', ${counted(sql`SELECT genre AS value, genre AS label, count(*) FROM matched GROUP BY genre`)},
      'currencies', ${counted(sql`SELECT currency AS value, currency AS label, count(*) FROM matched GROUP BY currency`)},
      'promoters', ${counted(sql`SELECT pr.slug AS value, pr.name AS label, own.count
        FROM (SELECT promoter_id, count(*) FROM matched GROUP BY promoter_id) own
        JOIN promoters pr ON pr.id = own.promoter_id`)},
      'countries', ${counted(sql`SELECT country AS value, country AS label, count(DISTINCT event_id)
        FROM places GROUP BY country`)},
      'cities', ${counted(
        sql`SELECT city_key AS value, min(city COLLATE "C") AS label, country, count(DISTINCT event_id)
        FROM places GROUP BY city_key, country`,
        sql`, country COLLATE "C"`,
      )}
    ) AS facets
    FROM catalogue_version c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row;
}

/** The values of one kind, most first. */
function counted(values: SQL, alsoBy: SQL = sql.empty()): SQL {
  const order = sql`count DESC, value COLLATE "C" ${alsoBy}`;
  return sql`coalesce((
    SELECT json_agg(facet ORDER BY ${order})
    FROM (SELECT * FROM (${values}) kind ORDER BY ${order} LIMIT ${FACET_LIMIT}) facet), '[]'::json)`;
}
