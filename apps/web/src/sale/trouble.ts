import type { CookieChange } from "./cookies.ts";
import type { SaleAnswer } from "./visit.ts";

/** Said instead of a page that cannot be made now: what is known, and what to do. */
export interface TroubleView {
  readonly page: "trouble";
  readonly title: string;
  readonly text: readonly string[];
  /** Where to try again. */
  readonly retry: string | null;
  /** Where else to go. */
  readonly links: readonly { readonly label: string; readonly href: string }[];
}

export const trouble = (
  view: Omit<TroubleView, "page" | "links" | "retry"> & Partial<Pick<TroubleView, "links" | "retry">>,
  status = 503,
  cookies: readonly CookieChange[] = [],
): SaleAnswer => ({ kind: "page", status, cookies, view: { page: "trouble", retry: null, links: [], ...view } });
