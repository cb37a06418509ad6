import type { CatalogueEvent, CataloguePerformance } from "./catalogue/catalogue.ts";
import { COVER_HEIGHT, COVER_WIDTH, drawCover } from "./cover-art.ts";
import { escapeXml } from "./escape-xml.ts";
import { type Locale, longDay } from "./long-time.ts";
import type { Font } from "./pdf/font.ts";
import { wrap } from "./pdf/write-pdf.ts";
import { shortMark } from "./short-mark.ts";

/** What Open Graph asks of a large picture: https://developers.facebook.com/docs/sharing/webmasters/images */
export const CARD = { width: 1200, height: 630 } as const;

/** Counts up when cards are to be drawn differently, so that every address changes. */
const DRAWING = 1;

/** What a card is made from. Nothing of it depends on the time at which it is looked at. */
export interface CardEvent extends Pick<CatalogueEvent, "slug" | "name" | "genre" | "status"> {
  /** The address of its cover. */
  readonly cover: string;
  readonly performances: readonly CardPerformance[];
}
type CardPerformance = Pick<CataloguePerformance, "date" | "time" | "endDate" | "online" | "status" | "place">;

/** Path of the picture that stands for an event wherever it is shared, without a locale's prefix. */
export const cardPath = (event: CardEvent): string =>
  `/events/${event.slug}/card.${isUploaded(event) ? "jpg" : "png"}?v=${cardMark(event)}`;

/** Cards with an uploaded cover are JPEG, those with a drawn one PNG. */
const isUploaded = ({ cover }: CardEvent): boolean => cover.startsWith("/media/");

/** Changes with everything that a card shows, so that it may be kept for ever under an address with this in it. */
export function cardMark({ name, genre, status, cover, performances }: CardEvent): string {
  const shown = performances.map(({ date, time, endDate, online, status, place }) => {
    return [date, time, endDate, online, status, place?.venue?.name, place?.city];
  });
  return shortMark(JSON.stringify([DRAWING, name, genre, status, cover, shown]));
}

/** When and where, in a line each; nothing where nothing is known. */
export function cardFacts({ status, performances }: CardEvent, locale: Locale): string[] {
  const { cancelled, postponed, online } = WORDS[locale];
  if (status !== "published") return [status === "cancelled" ? cancelled : postponed];
  const on = performances.filter((performance) => performance.status === "scheduled");
  const spots = new Set(on.map(({ place }) => [place?.venue?.name, place?.city].filter(Boolean).join(", ")));
  const cities = new Set(on.flatMap(({ place }) => place?.city ?? []));
  const where = [...(spots.size === 1 ? spots : cities)].join(" · ");
  return [whenOf(on, locale), where === "" && on.some((each) => each.online) ? online : where].filter(Boolean);
}

function whenOf(performances: readonly CardPerformance[], locale: Locale): string {
  const days = performances.flatMap(({ date, endDate }) => [date, endDate ?? date]).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return "";
  if (first !== last) return `${longDay(first, locale)} – ${longDay(last, locale)}`;
  const [time, ...more] = performances.map((performance) => performance.time);
  return [longDay(first, locale), ...(time === null || time === undefined || more.length > 0 ? [] : [time])].join(", ");
}

const WORDS = {
  en: { cancelled: "Cancelled", postponed: "Postponed", online: "Online" },
  de: { cancelled: "Abgesagt", postponed: "Verschoben", online: "Online" },
} as const satisfies Record<Locale, object>;

/** The cover's square stands on the right, the words beside it. */
const ART = CARD.height;
const [MARGIN, WORDS_WIDTH] = [56, CARD.width - ART - 2 * 56];
/** The look's dark ground, ink, soft ink and accent. */
const [GROUND, INK, SOFT, ACCENT] = ["#131417", "#f1efea", "#b3aea4", "#6fd8c8"];
/** The largest that the whole name fits in is taken. */
const NAME_SIZES = [
  { size: 66, most: 3 },
  { size: 54, most: 4 },
  { size: 44, most: 5 },
] as const;

export interface CardFonts {
  /** `family`: the name that the file itself has for it. */
  readonly family: string;
  readonly regular: Font;
  readonly bold: Font;
}

/**
 * A card as SVG, whose texts are written in `fonts`: valid XML whatever they hold, without links. Words that the fonts
 * have no letters for are left out, and without its name the cover alone stands for the event.
 * @param picture the cover's square as a `data:` URI; `null`: it is drawn
 */
export function drawShareCard(event: CardEvent, facts: readonly string[], fonts: CardFonts, picture: string | null) {
  const { slug: seed, name, genre } = event;
  const named = written(name, fonts.bold);
  const [x, width] = named ? [CARD.width - ART, ART] : [0, CARD.width];
  const scale = Math.max(width / COVER_WIDTH, CARD.height / COVER_HEIGHT);
  const [dx, dy] = [x + (width - scale * COVER_WIDTH) / 2, (CARD.height - scale * COVER_HEIGHT) / 2];
  const art =
    picture === null
      ? `<g transform="translate(${dx} ${dy}) scale(${scale})">${drawCover({ seed, title: "", genre })}</g>`
      : `<image x="${x}" width="${width}" height="${CARD.height}" preserveAspectRatio="xMidYMid slice" href="${escapeXml(picture)}"/>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD.width}" height="${CARD.height}" viewBox="0 0 ${CARD.width} ${CARD.height}">` +
    `<rect width="${CARD.width}" height="${CARD.height}" fill="${GROUND}"/>${art}` +
    (named ? words(name, facts, fonts) : "") +
    `</svg>`
  );
}

function words(name: string, facts: readonly string[], { family, regular, bold }: CardFonts): string {
  const line = (text: string, y: number, size: number, weight: number, fill: string) =>
    `<text x="${MARGIN}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeXml(text)}</text>`;
  const ground = `<rect width="${CARD.width - ART}" height="${CARD.height}" fill="${GROUND}"/>`;
  const tries = NAME_SIZES.map(({ size, most }) => ({
    size,
    most,
    lines: wrap(name, bold, size, WORDS_WIDTH, most + 1),
  }));
  const fitting = tries.filter(({ lines, most }) => lines.length <= most);
  const [spaced = ""] = wrap(name, bold, 0, WORDS_WIDTH, 1);
  // What was broken within a word does not come together again.
  const best = fitting.find(({ lines }) => lines.join(" ") === spaced) ?? fitting[0] ?? NAME_SIZES[2];
  const { size, most } = best;
  const title = wrap(name, bold, size, WORDS_WIDTH, most);
  const said = facts
    .filter((fact) => written(fact, regular))
    .flatMap((fact) => wrap(fact, regular, 28, WORDS_WIDTH, 2));
  const top = 150 + size * 0.8;
  return (
    ground +
    line("LiveOtter", 92, 30, 600, ACCENT) +
    title.map((text, at) => line(text, Math.round(top + at * size * 1.14), size, 600, INK)).join("") +
    said.map((text, at) => line(text, CARD.height - MARGIN - (said.length - 1 - at) * 40, 28, 400, SOFT)).join("")
  );
}

/** Whether the font has a letter for everything in it that has a shape. */
const written = (text: string, font: Font): boolean =>
  [...text.normalize("NFC")].every(
    (letter) => /[\s\p{Cc}\p{Cf}]/u.test(letter) || font.glyphOf(letter.codePointAt(0) ?? 0) !== 0,
  );
