import type { Instant } from "../instant.ts";

/** A ticket type as its price goes; prices in minor units. */
interface Priced {
  readonly price: number;
  /** In order of time: the first that is not over gives the price. */
  readonly phases?: readonly PricePhase[];
  readonly hidden?: boolean;
}

interface PricePhase {
  readonly until: Instant;
  readonly price: number;
}

export interface PriceRange {
  /** Both `null` without a visible ticket type. */
  readonly from: number | null;
  readonly to: number | null;
  /** When the next phase ends, so that it may be another; `null`: it stays. */
  readonly changesAt: Instant | null;
}

/** The lowest and the highest price that the public sees at `now`. `apply_price_phases` in Postgres says the same. */
export function priceRange(ticketTypes: readonly Priced[], now: Instant): PriceRange {
  const visible = ticketTypes.filter(({ hidden }) => hidden !== true);
  if (visible.length === 0) return { from: null, to: null, changesAt: null };
  const phases = visible.map((type) => phaseAt(type, now));
  const prices = visible.map(({ price }, index) => phases[index]?.price ?? price);
  const ends = phases.flatMap((phase) => (phase === undefined ? [] : [phase.until]));
  const changesAt = ends.reduce<Instant | null>((first, end) => (first === null || end < first ? end : first), null);
  return { from: Math.min(...prices), to: Math.max(...prices), changesAt };
}

const phaseAt = ({ phases = [] }: Priced, now: Instant) => phases.find(({ until }) => until > now);
