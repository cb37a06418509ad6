/** What each event makes of each state; what is not in it is refused. */
export type Transitions<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/** The state after an event, or `null` if that cannot happen in this state. */
export const next = <State extends string, Event extends string>(
  table: Transitions<State, Event>,
  state: State,
  event: Event,
): State | null => table[state][event] ?? null;

/** The states that no history leads to from `start`: a table is sound when there are none. */
export function unreachable<State extends string, Event extends string>(
  table: Transitions<State, Event>,
  start: State,
): State[] {
  const reached = new Set<State>([start]);
  for (const state of reached) {
    // A set takes in what is added while it is walked through.
    for (const after of Object.values<State | undefined>(table[state])) if (after !== undefined) reached.add(after);
  }
  // The keys of a table are its states, and only they.
  return (Object.keys(table) as State[]).filter((state) => !reached.has(state));
}
