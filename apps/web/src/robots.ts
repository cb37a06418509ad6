/** What crawlers need not read: search, which is endless, and what is one person's. They find everything by the sitemap. */
const CLOSED = ["/search", "/checkout", "/orders/", "/my-orders", "/preview/", "/tell-me/"];

/** What crawlers may read here, in every language (RFC 9309). Pictures and calendars of the API are part of pages. */
export function robots(origin: string): Response {
  const closed = CLOSED.flatMap((path) => [`Disallow: ${path}`, `Disallow: /*${path}`]);
  const lines = [
    "User-agent: *",
    ...closed,
    "Disallow: /v1/",
    "Disallow: /vitals",
    "",
    `Sitemap: ${origin}/sitemap.xml`,
  ];
  return new Response(`${lines.join("\n")}\n`, {
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}
