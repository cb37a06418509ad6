/** Where a fan asks to be told of an event, without the locale's prefix. */
export const tellMePath = (slug: string, performanceId?: string): string =>
  `/events/${slug}/tell-me${performanceId === undefined ? "" : `?date=${performanceId}`}`;
