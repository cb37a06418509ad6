import { crc32 } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { checkPicture } from "./check-picture.ts";
import type { Picture } from "./picture.ts";

const SECRET = "SECRET-<script>alert(1)</script>";
const [WIDTH, HEIGHT] = [320, 240];

/** Smooth enough to compress, with more than one colour. */
const drawing = (width = WIDTH, height = HEIGHT, channels: 3 | 4 = 3) => {
  const data = Buffer.alloc(width * height * channels);
  for (let at = 0; at < data.length; at++) data[at] = (at * 7 + Math.floor(at / (width * channels)) * 3) & 255;
  return sharp(data, { raw: { width, height, channels } });
};
const withSecrets = (pipeline: ReturnType<typeof drawing>) =>
  pipeline
    .withExif({ IFD0: { Copyright: SECRET, Artist: SECRET }, IFD3: { GPSLatitude: "52/1 30/1 0/1" } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`)
    .withIccProfile("p3");

/** Real files of each kind, each full of what is not the picture. */
const files = new Map<string, Buffer>();
beforeAll(async () => {
  files.set("baseline.jpg", await withSecrets(drawing()).jpeg({ quality: 60 }).toBuffer());
  files.set("progressive.jpg", await withSecrets(drawing()).jpeg({ progressive: true, quality: 60 }).toBuffer());
  files.set("grey.jpg", await withSecrets(drawing().greyscale()).jpeg().toBuffer());
  files.set("cmyk.jpg", await drawing().toColourspace("cmyk").jpeg().toBuffer());
  files.set("rgb.png", await withSecrets(drawing()).png().toBuffer());
  files.set(
    "alpha.png",
    await withSecrets(drawing(WIDTH, HEIGHT, 4))
      .png()
      .toBuffer(),
  );
  files.set("palette.png", await withSecrets(drawing()).png({ palette: true }).toBuffer());
  files.set("interlaced.png", await drawing().png({ progressive: true }).toBuffer());
  files.set("lossy.webp", await withSecrets(drawing()).webp().toBuffer());
  files.set("lossless.webp", await withSecrets(drawing()).webp({ lossless: true }).toBuffer());
  files.set(
    "alpha.webp",
    await withSecrets(drawing(WIDTH, HEIGHT, 4))
      .webp({ alphaQuality: 50 })
      .toBuffer(),
  );
  files.set("plain.webp", await drawing().webp().toBuffer());
});
const file = (name: string): Buffer => files.get(name) ?? fail(`no ${name}`);
const NAMES = [
  ...["baseline.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "rgb.png", "alpha.png", "palette.png"],
  ...["interlaced.png", "lossy.webp", "lossless.webp", "alpha.webp", "plain.webp"],
];

function accepted(bytes: Uint8Array): Picture {
  const checked = checkPicture(bytes);
  return "picture" in checked ? checked.picture : fail(checked.refused);
}
function refused(bytes: Uint8Array): string {
  const checked = checkPicture(bytes);
  return "refused" in checked ? checked.refused : fail("taken");
}
function fail(why: string): never {
  throw new Error(why);
}

/** Decoded without its profile, whose colours we do not keep. */
const pixels = (bytes: Uint8Array) => sharp(bytes, { ignoreIcc: true }).raw().toBuffer();

describe.each(NAMES)("%s", (name) => {
  it("keeps every pixel and nothing else", async () => {
    const picture = accepted(file(name));
    expect(picture).toMatchObject({ type: name.split(".")[1], width: WIDTH, height: HEIGHT });
    expect((await pixels(picture.bytes)).equals(await pixels(file(name)))).toBe(true);
    const { exif, icc, xmp, iptc } = await sharp(picture.bytes).metadata();
    expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
    expect(Buffer.from(picture.bytes).includes("SECRET")).toBe(false);
  });

  it("is taken again as it is, byte for byte", () => {
    const once = accepted(file(name));
    expect(Buffer.from(accepted(once.bytes).bytes).equals(Buffer.from(once.bytes))).toBe(true);
  });

  it("loses what is appended to it, a web page or an archive", () => {
    const appended = Buffer.concat([file(name), Buffer.from(`${SECRET}PK\u0003\u0004`)]);
    expect(accepted(appended).bytes).toEqual(accepted(file(name)).bytes);
  });

  it("is refused when it is cut off anywhere", () => {
    const { bytes } = accepted(file(name));
    for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 200)) {
      expect(refused(bytes.subarray(0, length))).not.toBe("");
    }
  });
});

it("holds comments and text chunks in none of its versions", () => {
  const jpeg = file("baseline.jpg");
  const comment = Buffer.from(SECRET);
  const segment = (marker: number, data: Buffer) =>
    Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >>> 8, (data.length + 2) & 255]), data]);
  for (const marker of [0xfe, 0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xef]) {
    const stuffed = Buffer.concat([jpeg.subarray(0, 2), segment(marker, comment), jpeg.subarray(2)]);
    expect(Buffer.from(accepted(stuffed).bytes).includes("SECRET")).toBe(false);
  }
  const png = file("rgb.png");
  for (const type of ["tEXt", "zTXt", "iTXt", "eXIf", "iCCP", "prVt", "acTL"]) {
    const stuffed = Buffer.concat([png.subarray(0, 33), chunk(type, comment), png.subarray(33)]);
    expect(Buffer.from(accepted(stuffed).bytes).includes("SECRET")).toBe(false);
  }
});

it("stays turned as its camera held it, and is measured as it is shown", async () => {
  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    const turned = await drawing().withMetadata({ orientation }).jpeg().toBuffer();
    const picture = accepted(turned);
    const { autoOrient, orientation: kept } = await sharp(picture.bytes).metadata();
    expect(kept).toBe(orientation);
    expect([picture.width, picture.height]).toEqual([autoOrient.width, autoOrient.height]);
  }
});

describe("a file is refused", () => {
  it.each([
    ["nothing", "", "empty"],
    ["a drawing", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"],
    ["a web page", "<!DOCTYPE html><script>alert(1)</script>", "web page"],
    ["a GIF", "GIF89a/*\u00ff\u00d8*/", "GIF"],
    ["a PDF", "%PDF-1.7", "PDF"],
    ["words", "hello", "no picture we know"],
  ])("that is %s, with its kind", (_, text, words) => {
    expect(refused(Buffer.from(text, "latin1"))).toContain(words);
    // Called a picture further on, it is still what it begins as.
    if (text !== "") expect(refused(Buffer.concat([Buffer.from(text, "latin1"), file("plain.webp")]))).toContain(words);
  });

  it.each([
    [199, 300, "200 or more"],
    [300, 199, "200 or more"],
    [6001, 200, "more than 6000"],
    [5000, 5000, "24 million"],
  ])("that measures %d by %d, with its measures", async (width, height, words) => {
    const plain = sharp({ create: { width, height, channels: 3, background: "#123" } });
    for (const bytes of [await plain.jpeg().toBuffer(), await plain.png().toBuffer(), await plain.webp().toBuffer()]) {
      expect(refused(bytes)).toContain(words);
      expect(refused(bytes)).toContain(`${width} by ${height}`);
    }
  });

  it("that moves", async () => {
    const frames = drawing(WIDTH, HEIGHT * 2);
    const bytes = await sharp(await frames.gif().toBuffer())
      .resize(WIDTH, HEIGHT * 2)
      .toBuffer();
    expect(refused(bytes)).toContain("GIF");
    const anim = chunkOfRiff("ANIM", Buffer.alloc(6));
    const still = file("plain.webp");
    const body = Buffer.concat([still.subarray(8), anim]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    expect(refused(Buffer.concat([Buffer.from("RIFF"), size, body]))).toContain("animated");
  });

  it("with a wrong check sum, or a chunk that nobody knows and everybody needs", () => {
    const png = Buffer.from(file("rgb.png"));
    expect(refused(Buffer.concat([png.subarray(0, 33), chunk("ABCD", Buffer.from("x")), png.subarray(33)]))).toContain(
      "damaged",
    );
    png[40] = (png[40] ?? 0) ^ 1;
    expect(refused(png)).toContain("damaged");
  });

  it("that is in more pieces than any encoder makes, each of which would cost memory", () => {
    const many = (piece: Buffer) => Buffer.concat(Array.from({ length: 25_000 }, () => piece));
    const [jpeg, png, webp] = [file("baseline.jpg"), file("rgb.png"), file("plain.webp")];
    const riff = Buffer.concat([webp.subarray(8), many(chunkOfRiff("none", Buffer.alloc(0)))]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(riff.length);
    for (const bytes of [
      Buffer.concat([jpeg.subarray(0, 2), many(Buffer.from([0xff, 0xdd, 0, 4, 0, 0])), jpeg.subarray(2)]),
      Buffer.concat([png.subarray(0, 33), many(chunk("IDAT", Buffer.alloc(0))), png.subarray(33)]),
      Buffer.concat([Buffer.from("RIFF"), length, riff]),
    ]) {
      expect(refused(bytes)).toContain("too many pieces");
    }
  });
});

describe("whatever a file holds", () => {
  it("nothing is thrown", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void checkPicture(bytes)),
      { seed: 20261121, numRuns: 500 },
    );
    const begun = fc.constantFrom(
      [0xff, 0xd8, 0xff],
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      [...Buffer.from("RIFF\u0010\0\0\0WEBPVP8 ")],
    );
    fc.assert(
      fc.property(
        begun,
        fc.uint8Array({ maxLength: 400 }),
        (start, rest) => void checkPicture(Uint8Array.from([...start, ...rest])),
      ),
      { seed: 20261121, numRuns: 1000 },
    );
  });

  it("what is taken of a mutated picture is taken again unchanged, says the same size, and hides nothing", () => {
    const mutation = fc.record({
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
      cut: fc.nat({ max: 40 }),
      add: fc.uint8Array({ maxLength: 40 }),
    });
    let taken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (name, mutations, early) => {
          let bytes = Buffer.from(file(name));
          for (const { at, by, cut, add } of mutations) {
            const where = at % (early ? Math.min(600, bytes.length) : bytes.length);
            bytes = Buffer.concat([
              bytes.subarray(0, where),
              Buffer.from(add.length % 3 === 0 ? add : []),
              bytes.subarray(where + (cut % 5 === 0 ? cut : 0)),
            ]);
            bytes[where] = (bytes[where] ?? 0) ^ by;
          }
          const checked = checkPicture(bytes);
          if ("refused" in checked) return;
          taken++;
          const { picture } = checked;
          const again = accepted(picture.bytes);
          expect([again.width, again.height, again.type]).toEqual([picture.width, picture.height, picture.type]);
          expect(Buffer.from(again.bytes).equals(Buffer.from(picture.bytes))).toBe(true);
          expect(Buffer.from(picture.bytes).includes("SECRET")).toBe(false);
        },
      ),
      { seed: 20261121, numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function chunkOfRiff(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type), length, data]);
}
