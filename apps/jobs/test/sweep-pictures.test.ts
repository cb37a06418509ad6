import { env } from "cloudflare:workers";
import { connect } from "@liveotter/database/connect";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { expectPicture, setCover } from "@liveotter/database/promoter/set-cover";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Env } from "../src/env.ts";
import { sweepPictures } from "../src/sweep-pictures.ts";
import { jobs, newPromoter, owner, published, variable } from "./outbox.ts";

const bucket = (env as Env).MEDIA as R2Bucket;
const promoters = () =>
  connect({ url: variable("DATABASE_URL_PROMOTER"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
const GRACE = { uploadHours: 24, unusedHours: 72 };
const sweep = (over = bucket) => sweepPictures(jobs(), over, GRACE);

/** A picture that was uploaded long ago, in the bucket and on the list. */
async function uploaded({ promoterId }: Actor): Promise<string> {
  const file = `${crypto.randomUUID()}.png`;
  await expectPicture(promoters(), promoterId, file);
  await bucket.put(`covers/${file}`, "pixels");
  await owner().query(sql`UPDATE media SET created_at = now() - interval '2 days' WHERE file = ${file}`);
  return file;
}
async function shown(actor: Actor, { id, version }: MyEvent, file: string): Promise<MyEvent> {
  const event = await setCover(promoters(), actor, { eventId: id, version }, { file, width: 300, height: 300 });
  return event ?? fail();
}
function fail(): never {
  throw new Error("not changed");
}
const isThere = async (file: string) => (await bucket.head(`covers/${file}`)) !== null;
const isListed = async (file: string) =>
  (await owner().query(sql`SELECT FROM media WHERE file = ${file}`)).length === 1;
/** Lets so much time pass for a picture that nobody uses. */
const age = (file: string, hours: number) =>
  owner().query(
    sql`UPDATE media SET dropped_at = now() - make_interval(hours => ${hours}) WHERE file = ${file} AND NOT kept`,
  );

test("a picture that an event shows is never deleted, one that was replaced goes after days, first from the bucket", async () => {
  const actor = await newPromoter();
  const old = await uploaded(actor);
  const event = await shown(actor, await published(actor), old);
  await sweep();
  const fresh = await uploaded(actor);
  await shown(actor, event, fresh);
  await sweep();
  await age(old, 71);
  await age(fresh, 1000);
  await sweep();
  expect([await isThere(old), await isThere(fresh)]).toEqual([true, true]);
  await age(old, 73);
  await sweep();
  expect([await isThere(old), await isListed(old)]).toEqual([false, false]);
  expect([await isThere(fresh), await isListed(fresh)]).toEqual([true, true]);
});

test("an upload that broke off, with its picture or without it, goes as well, but no upload that is on its way", async () => {
  const actor = await newPromoter();
  const [whole, empty] = [await uploaded(actor), await uploaded(actor)];
  await bucket.delete(`covers/${empty}`);
  const young = `${crypto.randomUUID()}.png`;
  await expectPicture(promoters(), actor.promoterId, young);
  await sweep();
  await Promise.all([age(whole, 73), age(empty, 73), age(young, 73)]);
  await sweep();
  expect([await isListed(whole), await isThere(whole), await isListed(empty)]).toEqual([false, false, false]);
  expect(await isListed(young)).toBe(true);
});

test("what is about to be deleted becomes nobody's cover, and a bucket that fails is asked again", async () => {
  const actor = await newPromoter();
  const file = await uploaded(actor);
  const event = await published(actor);
  await sweep();
  await expect(shown(actor, event, file)).rejects.toMatchObject({ code: "23503" });
  await age(file, 73);
  const failing = { delete: () => Promise.reject(new Error("R2 is down")) };
  // What sweeping uses of a bucket.
  await expect(sweep(failing as unknown as R2Bucket)).rejects.toThrow("R2 is down");
  expect([await isThere(file), await isListed(file)]).toEqual([true, true]);
  await sweep();
  expect([await isThere(file), await isListed(file)]).toEqual([false, false]);
});

test("marking a picture that an event shows is refused by Postgres, whatever the question forgets", async () => {
  const actor = await newPromoter();
  const file = await uploaded(actor);
  await shown(actor, await published(actor), file);
  const mark = owner().query(sql`UPDATE media SET kept = false, dropped_at = now() WHERE file = ${file}`);
  await expect(mark).rejects.toMatchObject({ code: "23503" });
});
