import { env } from "cloudflare:workers";
import { connectRedis } from "@liveotter/integrations/redis";
import { meilisearchSearch } from "@liveotter/integrations/search/meilisearch";
import { SnapshotReader } from "@liveotter/integrations/snapshot/snapshot-reader";
import { inject } from "vitest";
import { compose, type Deps } from "../src/deps.ts";
import type { Env } from "../src/env.ts";
import { now, variable } from "./outbox.ts";

export const kv = (env as Env).CATALOGUE as KVNamespace;

/** The jobs in an isolate of their own, against the real services. */
export function newJobs(changes: Partial<Env> = {}, without: readonly string[] = []): Deps {
  const variables = Object.fromEntries(Object.entries(inject("env")).filter(([name]) => !without.includes(name)));
  return compose({ ...variables, CATALOGUE: kv, ...changes });
}

export const target = { url: variable("MEILI_URL"), key: variable("MEILI_KEY") };

/** The slugs that search finds by these words. */
export async function found(text: string): Promise<string[]> {
  const question = { text, filter: {}, limit: 20, offset: 0 };
  const { items } = await meilisearchSearch(target).search(question, now(), AbortSignal.timeout(5000));
  return items.map(({ event }) => event.slug);
}

/** The event as a fresh reader finds it in the snapshot. */
export const kept = async (slug: string) => (await new SnapshotReader(kv).event(slug))?.event ?? null;

export const redis = () => {
  const client = connectRedis(inject("env"));
  if (client === null) throw new Error("no Redis");
  return client;
};
