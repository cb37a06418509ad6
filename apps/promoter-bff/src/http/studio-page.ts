/**
 * The studio's one page, for a browser on its way to one of the studio's addresses: what that shows is up to the script
 * in it. `null` for whatever else asks for what is not there: a script, a picture, a client of the API.
 */
export async function studioPage(studio: Fetcher | undefined, request: Request): Promise<Response | null> {
  if (studio === undefined || !["GET", "HEAD"].includes(request.method)) return null;
  const url = new URL(request.url);
  // https://fetch.spec.whatwg.org/#concept-request-mode: only a browser's address bar, link or form navigates.
  if (request.headers.get("Sec-Fetch-Mode") !== "navigate" || url.pathname.startsWith("/v1/")) return null;
  const page = await studio.fetch(new Request(new URL("/", url), request));
  // Its headers cannot be added to.
  return new Response(page.body, page);
}
