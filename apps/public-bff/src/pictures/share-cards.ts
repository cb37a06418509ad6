import { IMMUTABLE } from "@liveotter/contracts/http/freshness";
import type { EventPage } from "@liveotter/contracts/public/catalogue";
import type { Locale } from "@liveotter/core/long-time";
import { mediaTypeOf } from "@liveotter/core/picture/media-file";
import { CARD, cardFacts, cardMark, drawShareCard } from "@liveotter/core/share-card";
import type { EdgeCache } from "@liveotter/integrations/cache/edge-tier";
import { NothingAnswersError } from "@liveotter/integrations/cache/tiered-cache";
import { SingleFlight } from "@liveotter/integrations/single-flight";
import { ticketFonts } from "../tickets/fonts.ts";
import { edgeCopies } from "./edge-copies.ts";
import type { Pictures } from "./pictures.ts";
import { FAMILY, pngFromSvg } from "./png-from-svg.ts";
import type { Resize } from "./sized-pictures.ts";

type Event = EventPage["event"];
type Outliving = (work: Promise<unknown>) => void;

interface Drawn {
  readonly card: ArrayBuffer;
  /** As it will always be, and not without its cover for want of Images or of the bucket. */
  readonly whole: boolean;
}

/** The pictures that stand for events where they are shared. */
export interface ShareCards {
  /** One that was drawn before, if it is still kept. */
  kept(event: Event, locale: Locale): Promise<ArrayBuffer | null>;
  /**
   * Draws it: some 100 ms in which this isolate answers nobody else, and so once for all who ask meanwhile.
   * @throws NothingAnswersError where it cannot be drawn now
   */
  draw(event: Event, locale: Locale, outliving: Outliving): Promise<Drawn>;
}

/** The longest that two pictures may take to be made smaller, and the drawing between. */
const DRAW_MS = 30_000;

/** Drawn covers are PNG, photographs JPEG, which begins with these two bytes. */
export function cardType(card: ArrayBuffer): "image/png" | "image/jpeg" {
  const [first, second] = new Uint8Array(card, 0, 2);
  return first === 0xff && second === 0xd8 ? "image/jpeg" : "image/png";
}

export function shareCards(edge: EdgeCache, pictures: Pictures, resize: Resize, now: () => number): ShareCards {
  const copies = edgeCopies(edge, "cards");
  const flights = new SingleFlight<Drawn>(now);
  const nameOf = (event: Event, locale: Locale) => `${event.slug}/${locale}.${cardMark(event)}`;
  /** The uploaded cover's middle. Without Images it may be far too large to be drawn here. */
  const uploaded = async (file: string, outliving: Outliving) => {
    const whole = await pictures.read(file, outliving);
    if (whole === null) return null;
    const side = CARD.height;
    const square = await resize(whole, { width: side, height: side, type: "image/jpeg" });
    const letters = Array.from(new Uint8Array(square), (byte) => String.fromCharCode(byte));
    return `data:image/jpeg;base64,${btoa(letters.join(""))}`;
  };
  const make = async (event: Event, locale: Locale, outliving: Outliving): Promise<Drawn> => {
    const file = event.cover.slice(event.cover.lastIndexOf("/") + 1);
    const isUploaded = mediaTypeOf(file) !== null;
    const picture = isUploaded ? await uploaded(file, outliving).catch(() => null) : null;
    const fonts = { family: FAMILY, ...(await ticketFonts()) };
    const png = await pngFromSvg(drawShareCard(event, cardFacts(event, locale), fonts, picture));
    const drawn = new Uint8Array(png).buffer;
    // As PNG a photograph has more bytes than some who show links will fetch.
    const card = picture === null ? drawn : await resize(drawn, { ...CARD, type: "image/jpeg" }).catch(() => drawn);
    const whole = !isUploaded || card !== drawn;
    const headers = { "Content-Type": cardType(card), "Cache-Control": IMMUTABLE };
    if (whole) outliving(copies.put(nameOf(event, locale), card, headers));
    return { card, whole };
  };
  return {
    kept: (event, locale) => copies.get(nameOf(event, locale)),
    async draw(event, locale, outliving) {
      const making = () => make(event, locale, outliving);
      const drawn = await flights.fly(nameOf(event, locale), DRAW_MS, making, outliving).wait(DRAW_MS);
      if (drawn === undefined) throw new NothingAnswersError("the card could not be drawn");
      return drawn;
    },
  };
}
