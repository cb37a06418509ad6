/** What is offered; an event may have any other, as its import or the API may have said. */
export const GENRES: readonly string[] = (
  "music rock metal jazz soul funk blues electronic club hip-hop latin country folk world classical opera theatre " +
  "musical comedy talk conference dance family festival film exhibition food sport"
).split(" ");

/** A genre's slug as words: `live-music` as `Live music`. */
export function genreName(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
