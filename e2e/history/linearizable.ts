/**
 * One step on a quota as somebody outside saw it. `took` and `gave` were told to have happened; `found` is a refusal, which
 * says that so many did not fit in. `room` is what there is to give away from then on.
 */
export interface Operation {
  readonly what: "took" | "gave" | "found-less-than" | "room";
  /** Places; of `room` null for no limit. */
  readonly count: number | null;
  /** When it was asked for. It took effect no sooner. */
  readonly from: number;
  /** When it was answered: it took effect no later. Null: nobody heard, and it may have, or may yet, or never. */
  readonly to: number | null;
  /** For people. */
  readonly by: string;
}

/** Beyond this nobody knows: a history must then be made smaller. */
const MAX_STATES = 20_000;

/**
 * Whether there is an order in which these steps, each at one moment between its question and its answer, all are what a
 * counter would have done that never gives away more than there is: `null`, or how far the best order came.
 *
 * It tries every order, after Wing and Gong, and no state twice, after Lowe ("Testing for linearizability", 2017): what was
 * done so far, and the room there is then, say all.
 */
export function notLinearizable(room: number | null, history: readonly Operation[]): string | null {
  const operations = history.toSorted((a, b) => a.from - b.from);
  const tried = new Set<string>();
  let best: readonly Operation[] = [];
  // Where nothing was refused, whatever is given back is best given back at once.
  const eager = !operations.some(({ what }) => what === "found-less-than");
  const isDone = (done: bigint, at: number) => (done & (1n << BigInt(at))) !== 0n;

  const search = (done: bigint, taken: number, free: number, path: readonly Operation[]): boolean => {
    const state = `${done} ${free}`;
    if (tried.has(state)) return false;
    tried.add(state);
    if (tried.size > MAX_STATES)
      throw new Error(`too many orders of ${operations.length} steps: ${operations.map(nameOf).join(", ")}`);
    if (path.length > best.length) best = path;
    // Whatever is answered first must have happened before anything that was asked for later.
    let soonest = Number.POSITIVE_INFINITY;
    for (const [at, { to }] of operations.entries()) {
      if (to !== null && !isDone(done, at)) soonest = Math.min(soonest, to);
    }
    if (soonest === Number.POSITIVE_INFINITY) return true;
    const open = [...operations.entries()].filter(([at, { from }]) => from <= soonest && !isDone(done, at));
    const back = eager ? open.find(([, { what }]) => what === "gave") : undefined;
    for (const [at, operation] of back === undefined ? open : [back]) {
      const next = after(operation, taken, free);
      if (next === null) continue;
      if (search(done | (1n << BigInt(at)), next.taken, next.free, [...path, operation])) return true;
    }
    return false;
  };

  if (search(0n, 0, room ?? Number.POSITIVE_INFINITY, [])) return null;
  const left = operations.filter((operation) => !best.includes(operation));
  return `after ${best.map(nameOf).join(", ")} none of these can come next: ${left.map(nameOf).join(", ")}`;
}

/** What a counter has given away, and of how much, once it has done this; `null` where it would not. */
function after({ what, count }: Operation, taken: number, free: number): { taken: number; free: number } | null {
  const places = count ?? Number.POSITIVE_INFINITY;
  switch (what) {
    case "took":
      return taken + places <= free ? { taken: taken + places, free } : null;
    case "gave":
      return { taken: taken - places, free };
    case "found-less-than":
      return taken + places > free ? { taken, free } : null;
    case "room":
      return { taken, free: places };
  }
}

const nameOf = ({ what, count, from, to, by }: Operation): string =>
  `${by} ${what} ${count ?? "any"} (${from} to ${to ?? "?"})`;
