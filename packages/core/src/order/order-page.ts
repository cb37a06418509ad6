import type { Locale } from "../long-time.ts";

/** The path on fans' host where an order is seen, in the language that it was made in: English has no prefix. */
export const orderPage = ({ id, key, locale }: { id: string; key: string; locale: Locale }): string =>
  `${locale === "en" ? "" : `/${locale}`}/orders/${id}/${key}`;
