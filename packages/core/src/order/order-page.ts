import type { Locale } from "../long-time.ts";
import { pagePath } from "../page-path.ts";

/** The path on fans' host where an order is seen, in the language that it was made in. */
export const orderPage = ({ id, key, locale }: { id: string; key: string; locale: Locale }): string =>
  pagePath(locale, `/orders/${id}/${key}`);
