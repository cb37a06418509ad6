import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import fc from "fast-check";
import jsQR from "jsqr";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, it } from "vitest";
import type { TicketId, TicketTypeId } from "../ids.ts";
import { asId, type CredentialId, type EventId, type Id, type OrderId, type PerformanceId } from "../ids.ts";
import { instant } from "../instant.ts";
import { readFont } from "../pdf/font.ts";
import { widthOf, wrap, writePdf } from "../pdf/write-pdf.ts";
import { darkRuns, type QrCode, QUIET, qrCodeOf, qrSvg } from "./qr-code.ts";
import type { IssuedTicket, TicketPage } from "./ticket.ts";
import { ticketPages } from "./ticket-pages.ts";

const require = createRequire(import.meta.url);
const files = await Promise.all([
  readFile(require.resolve("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf")),
  readFile(require.resolve("@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf")),
]);
const [regular, bold] = files.map((file) => readFont(file));
if (regular === undefined || bold === undefined) throw new Error("no fonts");
const fonts = { regular, bold };

const id = <T extends Id<string>>(n = 0): T => {
  const read = asId<T>(`01a1fe95-801a-7919-9602-${n.toString(16).padStart(12, "0")}`);
  if (read === null) throw new Error("no UUID");
  return read;
};
const ticket = (n: number, more: Partial<IssuedTicket> = {}): IssuedTicket => ({
  ...{ id: id<TicketId>(n), state: "valid", performanceId: id<PerformanceId>(), ticketTypeId: id<TicketTypeId>() },
  ...{ ticketType: "Ermäßigt", name: `Łucja Żółć ${n}`, email: null, answers: [] },
  credential: { id: id<CredentialId>(n), kind: "static" },
  ...more,
});
const page = (tickets: readonly IssuedTicket[], more: Partial<TicketPage> = {}): TicketPage => ({
  ...{
    orderId: id<OrderId>(),
    keyGeneration: 0,
    orderNumber: "7K2M9QXWBT",
    locale: "en",
    promoter: "Łódź Jazz",
    total: tickets.length,
  },
  event: {
    ...{ id: id<EventId>(), slug: "jazz", name: "Jazz in Łódź: Größe, Ελλάδα, Київ", summary: "", genre: "jazz" },
    ...{ status: "published", publishedAt: instant(0), changedAt: instant(0) },
  },
  ...{ attendeeNames: "none", questions: [], tickets },
  performances: [
    {
      ...{ id: id<PerformanceId>(), date: "2027-06-12", time: "20:00", endDate: null, zone: "Europe/Warsaw" },
      ...{ startsAt: instant(0), endsAt: instant(0), online: false, status: "scheduled" },
      place: {
        venue: { slug: "f", name: "Filharmonia" },
        ...{ street: "Narutowicza 20/22", city: "Łódź", country: "PL", lat: null, lon: null },
      },
    },
  ],
  ...more,
});
const TOKEN = "A".repeat(88) + "z_-9".repeat(22);

async function pdfOf(
  of: TicketPage,
  tokens = new Map(of.tickets.map((each) => [each.id, TOKEN])),
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const options = { title: of.event.name, language: of.locale, fonts, deflate: promisify(deflate) };
  for await (const piece of writePdf(ticketPages(of, tokens, fonts), options)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
/** What a reader's search would find, page by page. */
const textOf = async (pdf: Uint8Array) => (await extractText(await getDocumentProxy(pdf.slice()))).text;

/** As a camera sees it: eight dots to a square. */
function photographed(size: number, dark: Iterable<readonly [x: number, y: number, length: number]>, dots = 8) {
  const width = size * dots;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [x, y, length] of dark) {
    for (let row = y * dots; row < (y + 1) * dots; row++)
      for (let at = x * dots; at < (x + length) * dots; at++)
        pixels.fill(0, (row * width + at) * 4, (row * width + at) * 4 + 3);
  }
  return jsQR(pixels, width, width)?.data;
}
const seen = (code: QrCode) =>
  photographed(
    code.length + 2 * QUIET,
    Array.from(darkRuns(code), ({ x, y, length }) => [x + QUIET, y + QUIET, length] as const),
  );

it("prints a page per ticket with its names in any letters of Europe, to be searched and copied", async () => {
  const pdf = await pdfOf(page([ticket(1), ticket(2, { name: null })]));
  const [first = "", second = ""] = await textOf(pdf);
  for (const words of [
    "Jazz in Łódź: Größe, Ελλάδα, Київ",
    "Filharmonia, Narutowicza 20/22, Łódź, Poland",
    "Łucja Żółć 1",
    "Ermäßigt",
    "7K2M9QXWBT (1 / 2)",
  ])
    expect(first).toContain(words);
  expect(first).toMatch(/Saturday,? 12 June 2027, 20:00/);
  expect(second).toContain("7K2M9QXWBT (2 / 2)");
  expect(second).not.toContain("Łucja");
  const { info } = await (await getDocumentProxy(pdf.slice())).getMetadata();
  expect(info).toMatchObject({ Title: "Jazz in Łódź: Größe, Ελλάδα, Київ", Language: "en" });
  expect(pdf.length).toBeLessThan(40_000);
});

it("is in the order's language, and says when there is no going", async () => {
  const german = (await textOf(await pdfOf(page([ticket(1)], { locale: "de" }))))[0];
  expect(german).toContain("Samstag, 12. Juni 2027, 20:00");
  expect(german).toContain("Veranstalter");
  const { event } = page([]);
  const [postponed] = await textOf(await pdfOf(page([ticket(1)], { event: { ...event, status: "postponed" } })));
  expect(postponed).toContain("Postponed: this ticket stays valid.");
});

it("carries the code as shapes that a camera reads, and none for a rotating ticket", async () => {
  const { marks } = [...ticketPages(page([ticket(1)]), new Map([[id<TicketId>(1), TOKEN]]), fonts)][0] ?? { marks: [] };
  const [shape] = [...marks].filter((mark) => mark.kind === "boxes").map(({ boxes }) => [...boxes]);
  if (shape === undefined) throw new Error("no code");
  const unit = Math.min(...shape.map(([, , , height]) => height));
  const [left, top] = [Math.min(...shape.map(([x]) => x)), Math.max(...shape.map(([, y]) => y))];
  const dark = shape.map(([x, y, width]) => [(x - left) / unit, (top - y) / unit, width / unit].map(Math.round));
  const size = Math.max(...dark.map(([x = 0, , length = 0]) => x + length));
  const framed = dark.map(([x = 0, y = 0, length = 0]) => [x + QUIET, y + QUIET, length] as const);
  expect(photographed(size + 2 * QUIET, framed)).toBe(TOKEN);
  // Nine centimetres, whole on the page.
  expect(size * unit).toBeGreaterThan(200);

  const rotating = page([ticket(1, { credential: { id: id<CredentialId>(1), kind: "rotating" } })]);
  const pdf = await pdfOf(rotating, new Map());
  expect((await textOf(pdf))[0]).toContain("code changes all the time");
  expect(
    [...ticketPages(rotating, new Map(), fonts)]
      .flatMap((each) => [...each.marks])
      .filter(({ kind }) => kind === "boxes"),
  ).toHaveLength(1);
});

it("makes of any text a code that reads as it, in modules and in SVG", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ABCxyz019-_"), minLength: 1, maxLength: 176 });
  fc.assert(
    fc.property(text, (given) => {
      const code = qrCodeOf(given);
      expect(seen(code)).toBe(given);
      const svg = qrSvg(code);
      const runs = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].map(
        ([, x, y, n]) => [Number(x), Number(y), Number(n)] as const,
      );
      expect(photographed(code.length + 2 * QUIET, runs)).toBe(given);
      expect(svg).toMatch(/^<svg [^<]*><path [^<]*\/><path [^<]*\/><\/svg>$/);
    }),
    { seed: 20261121, numRuns: 6 },
  );
});

it("holds any name within its page, and breaks nothing by it", async () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.constantFrom("W".repeat(200), ") Tj ET (", "\uD800", "a\u202Eb", "<>\\()[]{}/%", "𝔘𝔫𝔦", "शर्मा", "", " "),
  );
  await fc.assert(
    fc.asyncProperty(nasty, async (name) => {
      const of = page([ticket(1, { name, ticketType: name })], { promoter: name });
      for (const { marks } of ticketPages(of, new Map(), fonts)) {
        for (const mark of marks) {
          if (mark.kind === "text")
            expect(mark.x + widthOf(mark.text, fonts[mark.font], mark.size)).toBeLessThanOrEqual(540);
          if (mark.kind === "text") expect(mark.y).toBeGreaterThan(30);
        }
      }
      expect((await textOf(await pdfOf(of)))[0]).toContain("7K2M9QXWBT (1 / 1)");
    }),
    { seed: 20261121, numRuns: 5, examples: [["W".repeat(200)], ["a ".repeat(100)]] },
  );
});

it("breaks lines between words, long words anywhere, and ends what is too long", () => {
  expect(wrap("one two three", regular, 10, 40, 9)).toEqual(["one two", "three"]);
  expect(wrap("W".repeat(12), regular, 10, 40, 9).join("")).toBe("W".repeat(12));
  const [, last = ""] = wrap("one two three four five", regular, 10, 40, 2);
  expect(last).toMatch(/…$/);
  expect(widthOf(last, regular, 10)).toBeLessThanOrEqual(40);
  expect(wrap("", regular, 10, 40, 2)).toEqual([]);
});

it("keeps the glyphs that were used, those they are made of, and no others", () => {
  const [file] = files;
  const small = readSubset(regular.subset([..."Ładź"].map((letter) => regular.glyphOf(letter.codePointAt(0) ?? 0))));
  expect(small.length).toBeLessThan((file?.length ?? 0) / 10);
  // "ź" is drawn from "z" and an accent.
  expect(small.filled).toBeGreaterThanOrEqual(6);
  expect(small.filled).toBeLessThan(12);
  expect(() => readFont(new Uint8Array(100))).toThrow("this is no TrueType font");
});

/** How many glyphs of a font file have an outline. */
function readSubset(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = new Map<string, number>();
  for (let at = 12; at < 12 + view.getUint16(4) * 16; at += 16)
    tables.set(String.fromCharCode(...file.subarray(at, at + 4)), view.getUint32(at + 8));
  const [loca = 0, maxp = 0] = [tables.get("loca"), tables.get("maxp")];
  let filled = 0;
  for (let glyph = 0; glyph < view.getUint16(maxp + 4); glyph++)
    if (view.getUint32(loca + glyph * 4) !== view.getUint32(loca + glyph * 4 + 4)) filled++;
  return { length: file.length, filled };
}

it("streams many tickets, none of it larger than a page or a font", async () => {
  const of = page(Array.from({ length: 100 }, (_, n) => ticket(n)));
  const tokens = new Map(of.tickets.map((each, n) => [each.id, TOKEN.slice(4) + String(n).padStart(4, "0")]));
  const pieces: number[] = [];
  const options = { title: "", language: "en", fonts, deflate: promisify(deflate) };
  for await (const piece of writePdf(ticketPages(of, tokens, fonts), options)) pieces.push(piece.length);
  expect(pieces.length).toBeGreaterThan(200);
  expect(Math.max(...pieces)).toBeLessThan(60_000);
  // 4 KB a ticket.
  expect(pieces.reduce((sum, length) => sum + length, 0)).toBeLessThan(450_000);
});
