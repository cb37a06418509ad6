/** Where a fan asks to be told of an event, without the locale's prefix. */
export const tellMePath = (slug: string): string => `/events/${slug}/tell-me`;
