import { decodeEntry, encodeEntry } from "./cached-body.ts";
import type { CacheTier } from "./tiered-cache.ts";

const DEADLINE_MS = 50;

/** What is used of `caches.default`. */
export interface EdgeCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, copy: Response): Promise<void>;
}

/**
 * Copies in this data centre, in the Workers Cache API. Its own ages and stale modes are not used: the entry carries
 * its `storedAt`. The host is reserved by RFC 2606 and never asked over the network.
 */
export function edgeTier(cache: EdgeCache): CacheTier {
  const at = (key: string) => `https://cache.liveotter.invalid/${encodeURIComponent(key)}`;
  return {
    name: "edge",
    deadlineMs: DEADLINE_MS,
    async get(key) {
      const copy = await cache.match(at(key));
      return copy === undefined ? undefined : decodeEntry(await copy.text());
    },
    async set(key, body, keepSeconds) {
      const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": `max-age=${keepSeconds}` };
      await cache.put(at(key), new Response(encodeEntry(body), { headers }));
    },
  };
}
