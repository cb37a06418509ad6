/** One event, changed in place. */
export function EventEditor({ eventId }: { readonly eventId: string }) {
  return <p data-event={eventId} />;
}
