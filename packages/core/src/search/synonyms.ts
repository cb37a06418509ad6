/** Words that mean the same to somebody looking for something to go to. Folded; each group is symmetric. */
const SYNONYM_GROUPS: readonly (readonly string[])[] = [
  ["conf", "conference", "konferenz", "konferencja", "conferencia", "conferenza", "congress"],
  ["fest", "festival", "festiwal"],
  ["gig", "concert", "konzert", "koncert", "concierto", "concerto"],
  ["meetup", "meeting", "gathering"],
  ["comedy", "standup"],
  ["theatre", "theater", "teatr", "teatro"],
  ["expo", "exhibition", "fair", "messe"],
  ["camp", "barcamp", "unconference"],
  ["js", "javascript"],
  ["ai", "ki"],
  ["online", "virtual", "remote"],
];

/** Each word of `SYNONYM_GROUPS` with the other words of its group. A map: people also search for "constructor". */
export const SYNONYMS: ReadonlyMap<string, readonly string[]> = new Map(
  SYNONYM_GROUPS.flatMap((group) => group.map((word) => [word, group.filter((other) => other !== word)] as const)),
);
