import { withDeadline } from "@liveotter/integrations/deadline";
import { htmlIn, notFound, type PageAnswer, unavailable } from "./answer-page.ts";
import type { Deps } from "./deps.ts";
import { render } from "./render.ts";
import type { Locale } from "./words/locale.ts";

/** Postgres is asked each time, with a connection to open perhaps. */
const PREVIEW_MS = 3000;

/** Shown to whoever has the link, kept by nobody, and named to no other site. */
const PRIVATE = {
  "Cache-Control": "no-store",
  "Cloudflare-CDN-Cache-Control": "no-store",
  "X-Robots-Tag": "noindex, nofollow",
  "Referrer-Policy": "no-referrer",
};

/** The token of a preview's address, or `null` for any other address. */
export function previewToken(pathname: string): string | null {
  return /^\/preview\/([\w-]{1,120})$/.exec(pathname)?.[1] ?? null;
}

/** An event's page as it would be, past every copy; no snapshot has it, so without the BFF there is none. */
export async function answerPreview(
  deps: Deps,
  token: string,
  place: { readonly origin: string; readonly locale: Locale },
  headers: Readonly<Record<string, string>>,
): Promise<PageAnswer> {
  const asked = { tier: "none", outcome: "none" };
  try {
    const preview = await withDeadline((signal) => deps.readPreview(token, { signal, headers }), PREVIEW_MS);
    if (preview === null) return { ...asked, response: labelled(await notFound(place)) };
    // The token is nobody's business but the address's: the page is made without it.
    const rendering = { ...place, address: "/preview/shown", query: {}, catalogue: deps.fallback, now: deps.now() };
    const { body } = await render({ ...rendering, here: null, preview });
    const page = new Response(body, { headers: htmlIn(place.locale) });
    return { ...asked, response: labelled(page) };
  } catch (failure) {
    return { ...asked, response: labelled(await unavailable(place, deps)), failure };
  }
}

function labelled(response: Response): Response {
  for (const [name, value] of Object.entries(PRIVATE)) response.headers.set(name, value);
  return response;
}
