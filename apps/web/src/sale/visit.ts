import { withDeadline } from "@liveotter/integrations/deadline";
import type { Deps } from "../deps.ts";
import type { Locale } from "../words/locale.ts";
import type { CartEntry } from "./cart/cart-entries.ts";
import type { CookieChange, SentCookies } from "./cookies.ts";
import type { PublicEvent } from "./public-event.ts";
import type { SaleView } from "./sale-view.ts";

/** One request of the sale, with all that its answer is made from. */
export interface Visit {
  readonly deps: Deps;
  readonly request: Request;
  readonly url: URL;
  /** Scheme and host of links that leave this page. */
  readonly origin: string;
  readonly locale: Locale;
  /** The named parts of the path. */
  readonly parts: Readonly<Record<string, string>>;
  readonly cookies: SentCookies;
  /** The holds that the cookies name, oldest first. */
  readonly cart: readonly CartEntry[];
  /** What was sent with a form; empty for a page that was asked for. */
  readonly form: URLSearchParams;
  /** Headers for the BFF: whose request it is, and where it came from. */
  readonly headers: Readonly<Record<string, string>>;
}

export type SaleAnswer =
  | {
      readonly kind: "page";
      readonly view: SaleView;
      readonly status?: number;
      readonly cookies?: readonly CookieChange[];
    }
  /** Elsewhere, so that going back or looking again sends no form twice. */
  | {
      readonly kind: "go";
      readonly to: string;
      /** Whether the form is sent again there: the rest of what it does is done there. */
      readonly resend?: boolean;
      readonly cookies?: readonly CookieChange[];
    }
  /** Nothing to be seen: what a page sent by itself was taken note of. */
  | { readonly kind: "noted"; readonly cookies: readonly CookieChange[] }
  /** A file, as the BFF gave it. */
  | { readonly kind: "file"; readonly response: Response }
  | { readonly kind: "not-found" };

export const NOT_FOUND: SaleAnswer = { kind: "not-found" };

/** Less than the whole page may take: the snapshot is asked after it. */
const EVENT_MS = 1500;

/** The event of a slug, from the snapshot where the BFF does not say. `null`: none such; `undefined`: nobody can tell. */
export async function eventOf({ deps, headers }: Visit, slug: string): Promise<PublicEvent | null | undefined> {
  try {
    const page = await withDeadline((signal) => deps.record(signal, headers).readEvent(slug), EVENT_MS);
    return page ? page.event : page;
  } catch {
    const page = await deps.fallback.readEvent(slug).catch(() => undefined);
    return page ? page.event : page;
  }
}

/** The same for what can do without: dates are then left out. */
export const eventIfKnown = async (visit: Visit, slug: string): Promise<PublicEvent | null> =>
  (await eventOf(visit, slug)) ?? null;
