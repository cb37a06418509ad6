import { isObject } from "./json.ts";

export interface Point {
  readonly lat: number;
  readonly lng: number;
}

/** The `_geo` of a document: `null` when it has none, `undefined` when it is not a place on Earth. */
export function pointOf(document: unknown): Point | null | undefined {
  const geo = isObject(document) ? document._geo : undefined;
  if (geo === undefined || geo === null) return null;
  if (!isObject(geo)) return undefined;
  const [lat, lng] = [Number(geo.lat), Number(geo.lng)];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
}

const EARTH_METRES = 6_371_000;

/** Great-circle metres (haversine), as Meilisearch measures them. */
export function metresBetween(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (angle: number) => Math.sin(radians(angle) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(b.lng - a.lng);
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, h)));
}
