import { entityTag } from "@liveotter/contracts/http/entity-tag";
import { CATALOGUE } from "@liveotter/contracts/http/freshness";
import { presentEvent } from "@liveotter/contracts/public/present";
import { eventKey } from "@liveotter/contracts/public/questions";
import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import type { OutboxRow } from "@liveotter/database/outbox/outbox-row";
import { readEvent } from "@liveotter/database/public/read-event";
import { encodeEntry } from "@liveotter/integrations/cache/cached-body";
import { CATALOGUE_VERSION_KEY, encodeVersion } from "@liveotter/integrations/cache/catalogue-version";
import type { Redis } from "@liveotter/integrations/redis";
import { type Consumer, OutageError, reach } from "../consumer.ts";

/** Outgoing connections of one invocation, shared with the other consumers. */
const AT_ONCE = 3;

/**
 * Redis: first the newest version, by which every isolate knows within seconds that what it holds is old; then the
 * changed events' own pages, and no page where there is none any more.
 */
export function cacheConsumer(redis: Redis | null, db: Database, now: () => Instant): Consumer {
  const open = () => {
    if (redis === null) throw new OutageError("Redis is not configured");
    return redis;
  };
  const pushVersion = (version: CatalogueVersion) => reach(open().set(CATALOGUE_VERSION_KEY, encodeVersion(version)));

  async function refresh(slug: string, signal: AbortSignal): Promise<void> {
    const key = `body:${eventKey(slug)}`;
    const storedAt = now();
    const { event, version } = await readEvent(db, slug, { signal });
    if (event === null) {
      await reach(open().del(key));
      return;
    }
    const body = JSON.stringify(presentEvent(event, { asOf: toIso(version.at), source: "database", degraded: false }));
    const about = { etag: await entityTag(body), asOf: version.at, version: version.version, storedAt };
    const entry = encodeEntry({ body, source: "database", ...about });
    await reach(open().set(key, entry, { ex: CATALOGUE.fresh + CATALOGUE.onError }));
  }

  return {
    name: "cache",
    limit: 50,
    deadlineMs: 5_000,
    together: false,
    restSeconds: 0,
    async tell(rows, version, signal) {
      await pushVersion(version);
      const slugs = rows.map(slugOf).filter((slug) => slug !== null);
      for (let at = 0; at < slugs.length; at += AT_ONCE) {
        await Promise.all(slugs.slice(at, at + AT_ONCE).map((slug) => refresh(slug, signal)));
      }
    },
    // Redis may have lost everything meanwhile.
    tend: async (version) => void (await pushVersion(version)),
  };
}

function slugOf({ payload }: OutboxRow): string | null {
  if (typeof payload !== "object" || payload === null || !("slug" in payload)) return null;
  return typeof payload.slug === "string" ? payload.slug : null;
}
