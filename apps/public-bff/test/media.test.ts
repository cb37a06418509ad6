import { env } from "cloudflare:workers";
import { expectPicture, setCover } from "@liveotter/database/promoter/set-cover";
import { expect, test } from "vitest";
import { newIsolate } from "./api.ts";
import { announce, newPromoter, promoterRole, published } from "./catalogue.ts";
import { photograph } from "./photograph.ts";

// What the plugin's own bindings give.
const bucket = env.MEDIA;

async function kept(): Promise<string> {
  const file = `${crypto.randomUUID()}.png`;
  await bucket.put(`covers/${file}`, `pixels of ${file}`);
  return file;
}

test("an uploaded picture is served for ever, without any power", async () => {
  const file = await kept();
  const response = await newIsolate().get(`/media/${file}`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "cache-control": "public, max-age=31536000, immutable",
    "cloudflare-cdn-cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    etag: `"${file}"`,
  });
  expect(response.headers.has("set-cookie")).toBe(false);
  expect(await response.text()).toBe(`pixels of ${file}`);
});

test("whoever has it gets 304, and HEAD its headers alone", async () => {
  const file = await kept();
  const { get, call } = newIsolate();
  const again = await get(`/media/${file}`, { "if-none-match": `"${file}"` });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const head = await call(`/media/${file}`, { method: "HEAD" });
  expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "image/png", ""]);
});

test("the second time it comes from the data centre's own cache, whatever the bucket does", async () => {
  const file = await kept();
  await newIsolate().get(`/media/${file}`);
  const response = await newIsolate({ without: ["METRICS", "MEDIA"] }).get(`/media/${file}`);
  expect(await response.text()).toBe(`pixels of ${file}`);
});

const failing = {
  refuses: () => Promise.reject(new Error("R2 is down")),
  hangs: () => new Promise<never>(() => {}),
};
test.each(["refuses", "hangs", "is not configured"] as const)(
  "while the bucket %s, a cover is drawn and not kept",
  async (how) => {
    const file = await kept();
    const isolate =
      how === "is not configured"
        ? newIsolate({ without: ["METRICS", "MEDIA"] })
        : newIsolate({ instead: { MEDIA: { get: failing[how] } } });
    const startedAt = Date.now();
    const response = await isolate.get(`/media/${file}`);
    expect(Date.now() - startedAt).toBeLessThan(4000);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml; charset=utf-8"]);
    expect(response.headers.get("cache-control")).toBe("public, max-age=5");
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    expect(await response.text()).toMatch(/^<svg /);
    expect(await (await newIsolate().get(`/media/${file}`)).text()).toBe(`pixels of ${file}`);
  },
);

test("a picture that is gone is drawn; what is no picture's name is not found", async () => {
  await bucket.put("imports/secret", "rows");
  const { get } = newIsolate();
  expect((await get(`/media/${crypto.randomUUID()}.webp`)).headers.get("content-type")).toContain("image/svg+xml");
  for (const file of ["secret", "..%2Fimports%2Fsecret", `${crypto.randomUUID()}.svg`, "x.png"]) {
    expect((await get(`/media/${file}`)).status).toBe(404);
  }
});

/** What the first bytes say. */
const kindOf = (bytes: ArrayBuffer): string => {
  const start = new TextDecoder("latin1").decode(bytes.slice(0, 16));
  return /ftypavif/.test(start) ? "avif" : /^RIFF....WEBP/s.test(start) ? "webp" : start.slice(1, 4);
};

async function keptPhotograph(): Promise<string> {
  const file = `${crypto.randomUUID()}.png`;
  await bucket.put(`covers/${file}`, await photograph(900, 900));
  return file;
}

test("comes in sizes and modern formats, three by two and never larger than it is, to be kept for ever", async () => {
  const file = await keptPhotograph();
  const { get, call } = newIsolate();
  // Whoever asks first may have it as it was uploaded; behind that answer it is made.
  for (const size of ["400.avif", "400.webp", "1600.webp"]) await get(`/media/${file}/${size}`);
  for (const type of ["avif", "webp"]) {
    const response = await get(`/media/${file}/400.${type}`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ "content-type": `image/${type}`, "cache-control": "public, max-age=31536000, immutable" },
      ...{ "content-security-policy": "default-src 'none'; sandbox", etag: `"${file}/400.${type}"` },
    });
    const bytes = await response.arrayBuffer();
    expect(kindOf(bytes)).toBe(type);
    expect(await env.IMAGES.info(new Blob([bytes]).stream())).toMatchObject({ width: 400, height: 267 });
  }
  const large = await (await get(`/media/${file}/1600.webp`)).arrayBuffer();
  expect(await env.IMAGES.info(new Blob([large]).stream())).toMatchObject({ width: 900 });
  const known = { headers: { "if-none-match": `"${file}/400.avif"` } };
  expect((await call(`/media/${file}/400.avif`, known)).status).toBe(304);
  const elsewhere = newIsolate({ without: ["METRICS", "MEDIA", "IMAGES"] });
  expect(kindOf(await (await elsewhere.get(`/media/${file}/400.avif`)).arrayBuffer())).toBe("avif");
  for (const size of ["401.avif", "400.png", "400", "0400.avif"]) {
    expect((await get(`/media/${file}/${size}`)).status, size).toBe(404);
  }
});

test("without Images, or of what it cannot read, it is shown as it was uploaded, and kept for minutes", async () => {
  const file = await keptPhotograph();
  const unread = await kept();
  for (const { get, of } of [
    { ...newIsolate({ without: ["METRICS", "IMAGES"] }), of: file },
    { ...newIsolate(), of: unread },
  ]) {
    const response = await get(`/media/${of}/800.webp`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(response.headers.get("cache-control")).toContain("max-age=300,");
  }
});

test("while Images is slow, a few are made behind the answer and the others not at all; the next has what was made", async () => {
  const file = await keptPhotograph();
  let asked = 0;
  const input = (picture: ReadableStream<Uint8Array>) => {
    asked += 1;
    const made = env.IMAGES.input(picture);
    const slow = {
      transform: (wanted: ImageTransform) => {
        made.transform(wanted);
        return slow;
      },
      output: async (options: ImageOutputOptions) => {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        return made.output(options);
      },
    };
    return slow;
  };
  const { get } = newIsolate({ instead: { IMAGES: { input } } });
  const sizes = [800, 400, 1200, 1600].flatMap((width) => [`${width}.webp`, `${width}.avif`]);
  const answers = await Promise.all(sizes.map((size) => get(`/media/${file}/${size}`)));
  expect(answers.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual(
    Array(8).fill([200, "image/png"]),
  );
  expect(asked).toBe(4);
  const kept = answers.map(({ headers }) => headers.get("cache-control")?.split(",")[1]?.trim());
  expect(kept).toEqual(Array(8).fill("max-age=5"));
  expect(kindOf(await (await get(`/media/${file}/800.webp`)).arrayBuffer())).toBe("webp");
});

test("an event with a picture says so in lists, on its page, in search and in the snapshot", async () => {
  const actor = await newPromoter();
  const event = await published(actor, { name: `Pictured ${crypto.randomUUID().slice(0, 8)}` });
  const file = await kept();
  await expectPicture(promoterRole(), actor.promoterId, file);
  const at = { eventId: event.id, version: event.version };
  expect(await setCover(promoterRole(), actor, at, { file, width: 300, height: 200 })).not.toBeNull();
  await announce();
  const path = `/media/${file}`;
  const { json } = newIsolate({ noEdge: true });
  expect(await json(`/v1/events/${event.slug}`)).toMatchObject({ event: { cover: path } });
  expect(await json(`/v1/events?promoter=${actor.slug}`)).toMatchObject({ items: [{ cover: path }] });
  const fallen = newIsolate({ noEdge: true, without: ["METRICS", "DATABASE_URL_PUBLIC", "UPSTASH_REDIS_REST_URL"] });
  expect(await fallen.json(`/v1/events/${event.slug}`)).toMatchObject({ event: { cover: path }, source: "snapshot" });
});

test("a picture is read and made smaller once for all who ask meanwhile, however large", async () => {
  const file = `${crypto.randomUUID()}.png`;
  await bucket.put(`covers/${file}`, await photograph(1200, 800));
  let [read, made] = [0, 0];
  const MEDIA = {
    get: (key: string) => {
      read++;
      return bucket.get(key);
    },
  };
  const IMAGES = {
    input: (...given: Parameters<ImagesBinding["input"]>) => {
      made++;
      return env.IMAGES.input(...given);
    },
  };
  const { get } = newIsolate({ noEdge: true, instead: { MEDIA, IMAGES } });
  const small = Array.from({ length: 4 }, () => get(`/media/${file}/400.webp`));
  const answers = await Promise.all([...small, get(`/media/${file}`), get(`/media/${file}`)]);
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  const lengths = await Promise.all(answers.map(async (answer) => (await answer.arrayBuffer()).byteLength));
  expect(new Set(lengths.slice(4)).size).toBe(1);
  expect([read, made]).toEqual([1, 1]);
});
