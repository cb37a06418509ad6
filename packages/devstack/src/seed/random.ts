/** Numbers that look random and are the same each time for the same seed: 0 up to, not including, 1. */
export type Random = () => number;

/** A small generator (mulberry32) from a seed of any text. */
export function randomFrom(seed: string): Random {
  // FNV-1a, so that seeds which differ in one letter start far apart.
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `from` to `to`, both included. */
export const between = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));

/** A UUIDv7 of this moment, the rest of it drawn from `random`. */
export function uuidFrom(random: Random, epochMs: number): string {
  const drawn = Array.from({ length: 20 }, () => Math.floor(random() * 16).toString(16)).join("");
  const time = Math.floor(epochMs).toString(16).padStart(12, "0");
  const variant = "89ab"[Math.floor(random() * 4)] ?? "8";
  return `${time.slice(0, 8)}-${time.slice(8)}-7${drawn.slice(0, 3)}-${variant}${drawn.slice(3, 6)}-${drawn.slice(6, 18)}`;
}
