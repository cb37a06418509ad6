/** A string that only its maker may call an `Id`: a raw string does not pass for one. UUIDv7 in text form. */
export type Id<Name extends string> = string & { readonly __id: Name };

export type PromoterId = Id<"promoter">;
export type EventId = Id<"event">;
export type PerformanceId = Id<"performance">;
export type VenueId = Id<"venue">;
export type SeriesId = Id<"series">;
export type TicketTypeId = Id<"ticketType">;
export type QuotaId = Id<"quota">;
export type UserId = Id<"user">;
export type OutboxId = Id<"outbox">;
export type CodeId = Id<"code">;
export type OrderId = Id<"order">;
export type PaymentId = Id<"payment">;
export type RefundId = Id<"refund">;
export type TicketId = Id<"ticket">;
export type CredentialId = Id<"credential">;
export type InterestId = Id<"interest">;
export type EmailChangeId = Id<"emailChange">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id in `text`, or `null` if it is not a lower-case UUID. The only place where a string becomes an id. */
export function asId<T extends Id<string>>(text: string): T | null {
  // The brand exists at compile time alone, so a checked string is all that an id is.
  return UUID.test(text) ? (text as T) : null;
}

/** A row of the outbox: a whole number in text form. `null` for anything else. */
export const asOutboxId = (text: string): OutboxId | null =>
  // As above: the brand exists at compile time alone.
  /^[1-9]\d{0,17}$/.test(text) ? (text as OutboxId) : null;
