import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { SeriesInput } from "@liveotter/contracts/promoter/series";
import { slugFrom } from "@liveotter/core/slug";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { createSeries } from "@liveotter/database/promoter/create-series";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MySeries } from "@liveotter/database/promoter/my-series";

/**
 * Makes a series once per `key`. Its address comes from its name, with a few random letters behind where another has it
 * already. @throws ProblemError, DatabaseError
 */
export async function newSeries(db: Database, actor: Actor, { name }: SeriesInput, key: string): Promise<MySeries> {
  // Not what creating an event would say, so that one key never stands for both.
  const request = { key, body: JSON.stringify({ series: { name } }) };
  const create = (suffix: string) => createSeries(db, actor, { name, slug: slugFrom(name, "series", suffix) }, request);
  const created = await create("").catch((error: unknown) => {
    if (error instanceof DatabaseError && error.constraint === "series_slug_key") {
      return create(crypto.randomUUID().slice(-8));
    }
    throw error;
  });
  if (created.outcome === "conflict") {
    throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
  }
  return created.series;
}
