import { env } from "cloudflare:workers";
import { MyEvent } from "@liveotter/contracts/promoter/events";
import { sql } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import type { Env } from "../src/env.ts";
import { type Member, newIsolate, ORIGIN, pointers } from "./api.ts";
import { png } from "./pictures.ts";
import { owner, traces } from "./promoters.ts";

const bucket = (env as Env).MEDIA as R2Bucket;
const isolate = newIsolate();

interface Upload {
  readonly version?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly by?: ReturnType<typeof newIsolate>;
}

/** As a browser sends a file. */
function upload(
  me: Member,
  id: string,
  body: BodyInit,
  { version = 1, type = "image/png", headers, by = isolate }: Upload = {},
) {
  return by.send(
    new Request(`${ORIGIN}/v1/events/${id}/cover`, {
      method: "PUT",
      headers: { origin: ORIGIN, cookie: me.cookie, "content-type": type, "if-match": `"${version}"`, ...headers },
      body,
    }),
  );
}
const remove = (me: Member, id: string, version: number) =>
  me.call("DELETE", `/v1/events/${id}/cover`, { headers: { "if-match": `"${version}"` } });

async function expectEvent(response: Response): Promise<MyEvent> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return MyEvent.parse(await response.json());
}
const fileOf = (event: MyEvent) => event.cover?.url.slice("/media/".length) ?? "";
const mediaOf = ({ promoter }: Member) =>
  owner().query<{ file: string }>(
    sql`SELECT file FROM media WHERE promoter_id = ${promoter.id}::uuid ORDER BY created_at`,
  );

/** The same worker over another bucket. */
function withBucket(media: { put: () => Promise<unknown> }) {
  return newIsolate({ instead: { MEDIA: media } });
}

describe("a cover", () => {
  test("is kept without what is not the picture, shown with its size, served, and told to whom it concerns", async () => {
    const me = await isolate.signIn();
    const { id, version } = await me.published();
    const before = await traces(id);
    const event = await expectEvent(await upload(me, id, await png(640, 400, "Comment\0SECRET"), { version }));
    expect(event).toMatchObject({
      version: version + 1,
      cover: { width: 640, height: 400 },
      coverUrl: event.cover?.url,
    });
    expect(event.cover?.url).toMatch(/^\/media\/[0-9a-f-]{36}\.png$/);

    const object = await bucket.get(`covers/${fileOf(event)}`);
    expect(object?.httpMetadata?.contentType).toBe("image/png");
    expect(await object?.text()).not.toContain("SECRET");
    const served = await isolate.call("GET", event.cover?.url ?? "");
    expect(served.status).toBe(200);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });

    const { outbox, audit } = await traces(id);
    expect(outbox.length - before.outbox.length).toBe(3);
    expect(audit.at(-1)).toMatchObject({ action: "event.cover", actorId: me.promoter.userId });
    expect(await me.read(id)).toEqual(event);
  });

  test("of a draft is told to nobody", async () => {
    const me = await isolate.signIn();
    const { id } = await me.created();
    await expectEvent(await upload(me, id, await png(300, 300)));
    expect((await traces(id)).outbox).toEqual([]);
  });

  test("is what its bytes say, whatever it is called", async () => {
    const me = await isolate.signIn();
    const { id } = await me.created();
    for (const type of ["text/html", "image/jpeg", "application/json", "multipart/form-data; boundary=x"]) {
      const { version } = await me.read(id);
      expect(fileOf(await expectEvent(await upload(me, id, await png(300, 300), { type, version })))).toMatch(/\.png$/);
    }
  });

  test("can be replaced and taken away, each under the version that was read", async () => {
    const me = await isolate.signIn();
    const { id } = await me.created();
    const first = await expectEvent(await upload(me, id, await png(300, 300)));
    const second = await expectEvent(await upload(me, id, await png(400, 300), { version: first.version }));
    expect(fileOf(second)).not.toBe(fileOf(first));
    expect((await upload(me, id, await png(300, 300), { version: first.version })).status).toBe(412);
    expect((await remove(me, id, first.version)).status).toBe(412);
    expect(fileOf(await me.read(id))).toBe(fileOf(second));
    const none = await expectEvent(await remove(me, id, second.version));
    expect(none).toMatchObject({ cover: null, coverUrl: null, version: second.version + 1 });
    expect((await expectEvent(await remove(me, id, none.version))).version).toBe(none.version);
  });

  test("of an event that changed while the picture was on its way is lost, and says so", async () => {
    const me = await isolate.signIn();
    const { id, version } = await me.created();
    const by = withBucket({ put: () => me.change(id, version, { name: "Meanwhile" }) });
    expect((await upload(me, id, await png(300, 300), { by })).status).toBe(412);
    expect(await me.read(id)).toMatchObject({ version: version + 1, name: "Meanwhile", cover: null });
  });
});

describe("is refused", () => {
  const refusal = async (body: BodyInit, more?: Upload) => {
    const me = await isolate.signIn();
    const { id } = await me.created();
    const response = await upload(me, id, body, more);
    expect(await mediaOf(me)).toEqual([]);
    expect((await me.read(id)).cover).toBeNull();
    return response;
  };

  test.each([
    ["an SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"],
    ["a web page", "<!doctype html><script>alert(1)</script>", "web page"],
    ["a GIF", "GIF89a", "GIF"],
    ["nothing", "", "empty"],
  ])("%s, by name", async (_, body, words) => {
    const response = await refusal(body);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(words);
  });

  test("what is too small, with its measures", async () => {
    const response = await refusal(await png(100, 300));
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain("100 by 300");
  });

  test("what is larger than 8 MB, whether it says so or not", async () => {
    expect((await refusal(new Uint8Array(8 * 1024 * 1024 + 1))).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    expect((await refusal(endless)).status).toBe(413);
    expect(sent).toBeLessThan(10 * 1024 * 1024);
  });

  test("what does not say which version it is for, or is for an archived event", async () => {
    const me = await isolate.signIn();
    const { id, version } = await me.created();
    expect((await me.call("PUT", `/v1/events/${id}/cover`, { body: "x" })).status).toBe(428);
    expect((await me.call("DELETE", `/v1/events/${id}/cover`)).status).toBe(428);
    await me.call("POST", `/v1/events/${id}/archiving`);
    const archived = await me.read(id);
    expect(archived.version).toBe(version + 1);
    const response = await upload(me, id, await png(300, 300), { version: archived.version });
    expect([response.status, await pointers(response)]).toEqual([409, ["/status"]]);
  });

  test("what comes from another site, from nobody, or is for another's event", async () => {
    const [me, other] = [await isolate.signIn(), await isolate.signIn()];
    const { id } = await me.created();
    const picture = await png(300, 300);
    expect((await upload(me, id, picture, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await upload(me, id, picture, { headers: { cookie: "" } })).status).toBe(401);
    expect((await upload(other, id, picture)).status).toBe(404);
    expect((await remove(other, id, 1)).status).toBe(404);
    expect((await me.read(id)).cover).toBeNull();
  });

  test("another's picture as one's own cover, by Postgres itself", async () => {
    const [me, other] = [await isolate.signIn(), await isolate.signIn()];
    const [mine, theirs] = [await me.created(), await other.created()];
    const file = fileOf(await expectEvent(await upload(other, theirs.id, await png(300, 300))));
    const steal = owner().query(
      sql`UPDATE events SET cover = ${file}, cover_width = 300, cover_height = 300 WHERE id = ${mine.id}::uuid`,
    );
    await expect(steal).rejects.toMatchObject({ code: "23503" });
  });
});

describe("while the bucket", () => {
  const never = () => new Promise<never>(() => {});
  test.each([
    ["refuses", () => Promise.reject(new Error("R2 is down"))],
    ["hangs", never],
  ])(
    "%s, an upload is told when to come back, the event is as it was, and what may have arrived is listed",
    async (_, put) => {
      const by = withBucket({ put });
      const me = await isolate.signIn();
      const { id, version } = await me.created();
      const startedAt = Date.now();
      const response = await upload(me, id, await png(300, 300), { by });
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(Date.now() - startedAt).toBeLessThan(8000);
      expect(await me.read(id)).toMatchObject({ version, cover: null });
      expect(await mediaOf(me)).toHaveLength(1);
      // Everything else goes on.
      expect((await me.change(id, version, { name: "Another" })).status).toBe(200);
    },
  );

  test("is not configured, an upload is told so as well", async () => {
    const by = newIsolate({ without: ["METRICS", "MEDIA"] });
    const me = await isolate.signIn();
    const { id } = await me.created();
    expect((await upload(me, id, await png(300, 300), { by })).status).toBe(503);
  });
});

test("few uploads are in memory at once: the next is told to come back, and has its turn once one is over", async () => {
  const by = newIsolate();
  const me = await by.signIn();
  const { id } = await me.created();
  const room = vi.spyOn(by.deps, "withPicture");
  const slow = Array.from({ length: 4 }, () => new TransformStream<Uint8Array, Uint8Array>());
  const under = slow.map(({ readable }) => upload(me, id, readable, { by }));
  await vi.waitFor(() => expect(room).toHaveBeenCalledTimes(4), 10_000);
  const refused = await upload(me, id, await png(300, 300), { by });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  expect((await me.change(id, 1, { name: "Another" })).status).toBe(200);
  for (const { writable } of slow) await writable.close();
  expect((await Promise.all(under)).map(({ status }) => status)).toEqual([412, 412, 412, 412]);
  expect((await upload(me, id, await png(300, 300), { by, version: 2 })).status).toBe(200);
});

test("a picture that is not there is not found, nor is anything else of the bucket", async () => {
  await bucket.put("imports/secret", "rows");
  for (const path of [`/media/${crypto.randomUUID()}.png`, "/media/secret", "/media/..%2fimports%2fsecret"]) {
    expect((await isolate.call("GET", path)).status).toBe(404);
  }
});
