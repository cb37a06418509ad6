/** On every answer. Nothing here is private, so any page may read it. */
export const ALWAYS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Age, Cache-Status, ETag, X-Request-Id, traceparent",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
} as const;

/** The policy of whatever is not a page: it loads nothing, runs nothing and is shown in no frame. */
export const SEALED = "default-src 'none'; frame-ancestors 'none'";
