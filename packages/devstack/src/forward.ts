import type { Handler } from "./gate.ts";

/** Headers that belong to one connection, or that `fetch` sets itself. */
const OWN_HEADERS = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
  "accept-encoding",
  "expect",
  "upgrade",
]);

/** Hands each request on to the same path below another origin, and its answer back. */
export function forwardTo(origin: string): Handler {
  const base = origin.replace(/\/$/, "");
  return async ({ method, url, headers, body, signal }) => {
    const onward = new Headers();
    for (const [name, value] of Object.entries(headers)) {
      if (OWN_HEADERS.has(name) || value === undefined) continue;
      for (const item of Array.isArray(value) ? value : [value]) onward.append(name, item);
    }
    const answer = await fetch(base + url, {
      method,
      headers: onward,
      body: body.length === 0 ? null : new Uint8Array(body),
      redirect: "manual",
      signal,
    });
    const back: Record<string, string> = {};
    answer.headers.forEach((value, name) => {
      if (!OWN_HEADERS.has(name)) back[name] = value;
    });
    return { status: answer.status, headers: back, body: Buffer.from(await answer.arrayBuffer()) };
  };
}
