/** A point in time, in milliseconds since the Unix epoch. Local dates and times are strings beside a zone, never this. */
export type Instant = number & { readonly __instant: true };

/** Epoch milliseconds as an `Instant`. */
export const instant = (epochMs: number): Instant => epochMs as Instant;

/** `2026-11-21T10:00:00.000Z`, the form in which instants cross the wire. */
export const toIso = (at: Instant): string => new Date(at).toISOString();
