import type { CataloguePerformance } from "../catalogue/catalogue.ts";
import { type Locale, longDay } from "../long-time.ts";
import type { Box, Mark, PdfOptions, PdfPage } from "../pdf/write-pdf.ts";
import { wrap } from "../pdf/write-pdf.ts";
import { placeLine } from "../place/place-line.ts";
import { darkRuns, type QrCode, QUIET, qrCodeOf } from "./qr-code.ts";
import type { IssuedTicket, TicketPage } from "./ticket.ts";

/** A4 and margins, in points. */
const [WIDTH, HEIGHT, MARGIN] = [595, 842, 56];
const INNER = WIDTH - 2 * MARGIN;
/** Nine centimetres: read from paper at arm's length. */
const CODE = 255;

/** One page for each ticket. `tokens` are their codes, where paper may carry one. */
export function* ticketPages(
  page: TicketPage,
  tokens: ReadonlyMap<IssuedTicket["id"], string>,
  fonts: PdfOptions["fonts"],
): Generator<PdfPage> {
  const headings = new Map(page.performances.map((each) => [each.id, heading(page, each, fonts)]));
  for (const [at, ticket] of page.tickets.entries()) {
    const token = tokens.get(ticket.id);
    yield {
      width: WIDTH,
      height: HEIGHT,
      marks: [
        ...(headings.get(ticket.performanceId) ?? []),
        ...(token === undefined ? onScreen(page.locale, fonts) : code(qrCodeOf(token))),
        ...footing(page, ticket, `${at + 1} / ${page.tickets.length}`, fonts),
      ],
    };
  }
}

const TOP = HEIGHT - MARGIN;
const CODE_TOP = 560;

function heading({ event, locale }: TicketPage, performance: CataloguePerformance, fonts: PdfOptions["fonts"]): Mark[] {
  const marks: Mark[] = [{ kind: "text", font: "bold", size: 11, x: MARGIN, y: TOP - 8, grey: 0.4, text: "LiveOtter" }];
  let y = TOP - 50;
  const say = (text: string, font: "regular" | "bold", size: number, most: number) => {
    for (const line of wrap(text, fonts[font], size, INNER, most)) {
      marks.push({ kind: "text", font, size, x: MARGIN, y, text: line });
      y -= size * 1.3;
    }
    y -= size * 0.2;
  };
  say(event.name, "bold", 26, 3);
  say(when(performance, locale), "bold", 14, 2);
  const where = whereOf(performance, locale);
  if (where !== "") say(where, "regular", 14, 3);
  const { postponed, cancelled } = WORDS[locale];
  if (event.status === "cancelled" || performance.status === "cancelled") say(cancelled, "bold", 14, 1);
  else if (event.status === "postponed" || performance.status === "postponed") say(postponed, "bold", 14, 1);
  return marks;
}

const when = ({ date, endDate, time }: CataloguePerformance, locale: Locale): string => {
  const days = endDate === null || endDate === date ? [date] : [date, endDate];
  return [days.map((day) => longDay(day, locale)).join(" – "), ...(time === null ? [] : [time])].join(", ");
};

function whereOf({ place, online }: CataloguePerformance, locale: Locale): string {
  if (place === null) return online ? "Online" : "";
  return placeLine(place, locale);
}

/** As shapes, sharp at any size. */
function code(qr: QrCode): Mark[] {
  const unit = CODE / (qr.length + 2 * QUIET);
  const left = MARGIN - QUIET * unit;
  return [
    {
      kind: "boxes",
      boxes: Array.from(darkRuns(qr), ({ x, y, length }): Box => {
        return [left + (x + QUIET) * unit, CODE_TOP - (y + QUIET + 1) * unit, length * unit, unit];
      }),
    },
  ];
}

function onScreen(locale: Locale, fonts: PdfOptions["fonts"]): Mark[] {
  const lines = wrap(WORDS[locale].rotating, fonts.regular, 14, INNER, 4);
  return lines.map((text, n) => ({
    kind: "text",
    font: "regular",
    size: 14,
    x: MARGIN,
    y: CODE_TOP - 20 - n * 20,
    text,
  }));
}

function footing(
  { orderNumber, promoter, locale }: TicketPage,
  ticket: IssuedTicket,
  of: string,
  fonts: PdfOptions["fonts"],
): Mark[] {
  const words = WORDS[locale];
  const rows = [
    [words.ticket, `${ticket.ticketType}`],
    ...(ticket.name === null ? [] : [[words.holder, ticket.name]]),
    [words.order, `${orderNumber} (${of})`],
    [words.promoter, promoter],
  ];
  const marks: Mark[] = [{ kind: "boxes", boxes: [[MARGIN, 268, INNER, 1]], grey: 0.8 }];
  let y = 240;
  for (const [label = "", value = ""] of rows) {
    marks.push({ kind: "text", font: "regular", size: 10, x: MARGIN, y, grey: 0.4, text: label });
    for (const text of wrap(value, fonts.bold, 13, INNER - 110, 2)) {
      marks.push({ kind: "text", font: "bold", size: 13, x: MARGIN + 110, y, text });
      y -= 18;
    }
    y -= 8;
  }
  const small = ticket.credential?.kind === "rotating" ? "" : words.once;
  for (const [n, text] of wrap(small, fonts.regular, 9, INNER, 3).entries())
    marks.push({ kind: "text", font: "regular", size: 9, x: MARGIN, y: 70 - n * 12, grey: 0.4, text });
  return marks;
}

const WORDS = {
  en: {
    ticket: "Ticket",
    holder: "Name",
    order: "Order",
    promoter: "Promoter",
    once: "This code admits once: whoever shows it first is let in. Do not post or pass on a picture of it.",
    rotating:
      "This ticket's code changes all the time and is shown on a phone alone. Open your order's page to show it.",
    postponed: "Postponed: this ticket stays valid.",
    cancelled: "Cancelled.",
  },
  de: {
    ticket: "Ticket",
    holder: "Name",
    order: "Bestellung",
    promoter: "Veranstalter",
    once: "Dieser Code gilt einmal: Wer ihn zuerst zeigt, kommt hinein. Gib kein Bild davon weiter und veröffentliche keines.",
    rotating:
      "Der Code dieses Tickets wechselt ständig und erscheint nur auf einem Telefon. Öffnen Sie die Seite Ihrer Bestellung, um ihn zu zeigen.",
    postponed: "Verschoben: Dieses Ticket gilt weiter.",
    cancelled: "Abgesagt.",
  },
} as const satisfies Record<Locale, unknown>;
