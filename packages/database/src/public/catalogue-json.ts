import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";

/*
 * Postgres writes core's catalogue types as JSON itself, so that an answer is one row, one round trip and one parse.
 * Aliases: e event, p performance, v venue, pr promoter, s series.
 */

/** Epoch milliseconds, exactly: the columns hold no finer instants. */
export const epochMs = (column: SQL): SQL => sql`(date_part('epoch', ${column}) * 1000)::bigint`;

/** An instant as a parameter. */
export const timestamp = (at: number): SQL => sql`${new Date(at).toISOString()}::timestamptz`;

/** What the fan pays for a ticket of `e` at this price, fees and tax included. */
export const asFansPay = (price: SQL): SQL =>
  sql`fan_price(${price}, e.fee_per_ticket, e.fee_percent, e.fee_paid_by, e.tax_rate, e.tax_included)`;

/** A `CataloguePerformance` of `p` and its venue `v`. */
const performanceJson = sql`json_build_object(
  'id', p.id, 'date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'), 'endDate', p.end_local_date,
  'zone', p.zone, 'startsAt', ${epochMs(sql`p.starts_at`)}, 'endsAt', ${epochMs(sql`p.ends_at`)},
  'online', p.online, 'status', p.status,
  'place', place_of(p, v))`;

/** What is read of an event: what is listed and not over at `now`, all that is listed, or all that there is. */
type Extent = Instant | null | "preview";

/** The performances of `e` by start, then id. */
const performancesJson = (extent: Extent): SQL => sql`coalesce((
  SELECT json_agg(${performanceJson} ORDER BY p.starts_at, p.id)
  FROM performances p LEFT JOIN venues v ON v.id = p.venue_id
  WHERE p.event_id = e.id ${extent === "preview" ? sql.empty() : sql`AND p.listed`}
    ${typeof extent === "number" ? sql`AND p.ends_at > ${timestamp(extent)}` : sql.empty()}
), '[]'::json)`;

const summaryFields = (extent: Extent): SQL => sql`
  'id', e.id, 'slug', e.slug, 'name', e.name, 'summary', e.summary, 'genre', e.genre, 'languages', e.languages,
  'tags', e.tags, 'lineUp', e.line_up, 'status', e.status, 'currency', e.currency,
  'priceFrom', ${asFansPay(sql`e.price_from`)}, 'priceTo', ${asFansPay(sql`e.price_to`)},
  'promoter', json_build_object('slug', pr.slug, 'name', pr.name),
  'series', CASE WHEN s.id IS NOT NULL THEN json_build_object('slug', s.slug, 'name', s.name) END,
  'cover', e.cover, 'onSaleAt', ${epochMs(sql`e.on_sale_at`)},
  'presaleAt', ${epochMs(sql`e.presale_at`)}, 'salesEndAt', ${epochMs(sql`e.sales_end_at`)}, 'selling', how_sold(e.id),
  'publishedAt', ${epochMs(sql`e.published_at`)}, 'changedAt', ${epochMs(sql`e.changed_at`)},
  'performances', ${performancesJson(extent)}`;

/** A `CatalogueEvent` of `e`, `pr` and `s`, with its upcoming performances. */
export const eventJson = (now: Instant): SQL => sql`json_build_object(${summaryFields(now)})`;

/** Of `t`'s price phases the first that is not over gives the price. */
const priceInForce = sql`coalesce((
  SELECT ph.price_minor FROM price_phases ph
  WHERE ph.ticket_type_id = t.id AND ph.until_at > now() ORDER BY ph.position LIMIT 1), t.price_minor)`;

/** A `CatalogueEventDetail` of `e`, `pr` and `s`; `null` keeps the performances that are over. */
export const eventDetailJson = (now: Instant | null): SQL => detailJson(now);

/** The same of an event that need not be listed. */
export const previewJson = detailJson("preview");

function detailJson(extent: Extent): SQL {
  return sql`json_build_object(${summaryFields(extent)},
  'description', e.description, 'access', e.access_info, 'url', e.url,
  'orderFee', CASE WHEN e.fee_paid_by = 'fan' THEN e.fee_per_order ELSE 0 END,
  'ticketTypes', coalesce((
    SELECT json_agg(json_build_object('name', t.name, 'price', ${asFansPay(priceInForce)}) ORDER BY t.position, t.id)
    FROM ticket_types t
    WHERE t.event_id = e.id ${extent === "preview" ? sql.empty() : sql`AND t.listed`} AND NOT t.hidden), '[]'::json))`;
}

/** A `CatalogueVenue` of `v`. */
export const venueJson = sql`json_build_object('slug', v.slug, 'name', v.name, 'street', v.street, 'city', v.city,
  'country', v.country, 'zone', v.zone, 'lat', v.lat, 'lon', v.lon)`;

/** `e`'s own tables, for the fields above. */
export const besideEvent = sql`JOIN promoters pr ON pr.id = e.promoter_id
  LEFT JOIN series s ON s.promoter_id = e.promoter_id AND s.id = e.series_id`;

/** A `CatalogueVersion`, from `c`. */
export const versionJson = sql`json_build_object('version', c.version, 'at', ${epochMs(sql`c.at`)})`;
