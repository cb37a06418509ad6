import { foldText } from "@liveotter/core/fold-text";

/**
 * Where a city's page is: its folded name (`foldText`, as facets and filters have it), its words joined by hyphens, which
 * no folded name has. So each city has one address, and each address one city: `/in/new-york`, `/in/%E6%9D%B1%E4%BA%AC`.
 */
export const cityPath = (foldedCity: string): string => `/in/${encodeURIComponent(foldedCity.replaceAll(" ", "-"))}`;

/** The folded name of the city at `/in/{segment}`, decoded; `null` for what is no city's address. */
export function cityAt(segment: string): string | null {
  if (segment === "" || segment.length > 100 || segment.includes(" ")) return null;
  const city = segment.replaceAll("-", " ");
  return foldText(city) === city ? city : null;
}
