import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { HolderChange, TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import type { CredentialId, OrderId, TicketId } from "@liveotter/core/ids";
import { pagePath } from "@liveotter/core/page-path";
import { writePdf } from "@liveotter/core/pdf/write-pdf";
import type { TicketPage } from "@liveotter/core/ticket/ticket";
import { ticketPages } from "@liveotter/core/ticket/ticket-pages";
import { newId } from "@liveotter/database/new-id";
import type { HolderChange as StoredChange } from "@liveotter/database/tickets/change-holder";
import type { TicketQuestion } from "@liveotter/database/tickets/read-tickets";
import type { TicketKeys } from "@liveotter/integrations/ticket/ticket-keys";
import { checkAnswers } from "../box-office/check-people.ts";
import type { OpenedOrder } from "../box-office/with-order.ts";
import { writeCalendar } from "../calendar/write-calendar.ts";
import { ticketFonts } from "./fonts.ts";
import { type Codes, presentTicket, presentTickets } from "./present-tickets.ts";

/** Where tickets are kept. */
export interface TicketStore {
  read(orderId: OrderId, question: TicketQuestion): Promise<TicketPage | null>;
  change(
    where: OpenedOrder & { readonly ticketId: TicketId },
    change: StoredChange,
    replacement: CredentialId | null,
  ): Promise<"changed" | "absent" | "cancelled">;
}

/** An order's tickets, for whoever has its key. Everything may throw a `ProblemError`, and reject while nobody can tell. */
export interface Tickets {
  list(
    opened: OpenedOrder,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<TicketList>;
  /** All that are valid, or the one, as a PDF that is written while it is read. */
  pdf(opened: OpenedOrder, ticketId?: TicketId): Promise<ReadableStream<Uint8Array>>;
  /** What they are for, as an iCalendar object; `origin`: scheme and host of fans' pages. */
  calendar(opened: OpenedOrder, origin: string): Promise<string>;
  change(opened: OpenedOrder, ticketId: TicketId, change: HolderChange): Promise<TicketReply>;
}

/** Of one PDF: some 4 MB. */
const MOST_PAGES = 1000;

export function tickets(store: TicketStore, keys: () => Promise<TicketKeys>): Tickets {
  async function read({ orderId, keyGeneration }: OpenedOrder, question: TicketQuestion): Promise<TicketPage> {
    const page = await store.read(orderId, question);
    if (page === null || page.keyGeneration !== keyGeneration) throw new ProblemError("not-found");
    return page;
  }

  async function one(opened: OpenedOrder, ticketId: TicketId): Promise<TicketPage> {
    const page = await read(opened, { ticketId, skip: 0, take: 1 });
    if (page.total === 0) throw new ProblemError("not-found");
    return page;
  }

  /** Signed anew each time, and the same each time: codes are kept nowhere. */
  async function codesOf(page: TicketPage): Promise<Codes> {
    const { sign, certify } = await keys();
    const signed = page.tickets.map(async ({ id, credential, performanceId, ticketTypeId }) => {
      if (credential === null) return [];
      const claims = { credentialId: credential.id, eventId: page.event.id, performanceId, ticketTypeId };
      return [[id, await (credential.kind === "static" ? sign : certify)(claims)] as const];
    });
    return new Map((await Promise.all(signed)).flat());
  }

  return {
    async list(opened, { cursor, limit }) {
      const skip = cursor === undefined ? 0 : skipOf(cursor);
      const page = await read(opened, { skip, take: limit });
      return presentTickets(page, await codesOf(page), skip + page.tickets.length);
    },
    async pdf(opened, ticketId) {
      if (ticketId !== undefined) await one(opened, ticketId);
      const page = await read(opened, { ticketId, validOnly: true, skip: 0, take: MOST_PAGES });
      if (page.total === 0) throw new ProblemError("invalid-state", { detail: "There is no valid ticket to print." });
      if (page.total > MOST_PAGES) {
        throw new ProblemError("too-large", {
          detail: `No more than ${MOST_PAGES} tickets are printed at once: name one as \`ticket\`.`,
        });
      }
      const [codes, fonts] = await Promise.all([codesOf(page), ticketFonts()]);
      const options = { title: page.event.name, language: page.locale, fonts, deflate };
      return streamOf(writePdf(ticketPages(page, printedOf(codes), fonts), options));
    },
    async calendar(opened, origin) {
      const { event, performances, tickets: all, locale } = await read(opened, { skip: 0, take: MOST_PAGES });
      const valid = new Set(all.flatMap(({ state, performanceId }) => (state === "valid" ? [performanceId] : [])));
      const off = ({ status }: { readonly status: string }) => event.status === "cancelled" || status === "cancelled";
      // What was called off stays, so that a calendar hears of it; what was given back goes.
      const going = performances.filter((performance) => valid.has(performance.id) || off(performance));
      const page = origin + pagePath(locale, `/events/${event.slug}`);
      return writeCalendar({ ...event, performances: going }, page, locale);
    },
    async change(opened, ticketId, { replace = false, answers, ...holder }) {
      const where = { ...opened, ticketId };
      const change = { ...holder, ...(answers && { answers: await checked(await one(opened, ticketId), answers) }) };
      const outcome = await store.change(where, change, replace ? newId<CredentialId>() : null);
      if (outcome === "absent") throw new ProblemError("not-found");
      if (outcome === "cancelled") throw new ProblemError("invalid-state", { detail: "The ticket was cancelled." });
      const page = await one(opened, ticketId);
      const [ticket] = page.tickets;
      if (ticket === undefined) throw new ProblemError("not-found");
      return presentTicket(page, ticket, await codesOf(page));
    },
  };
}

/** What paper may carry. */
const printedOf = (codes: Codes): ReadonlyMap<TicketId, string> =>
  new Map(Array.from(codes).flatMap(([id, code]) => (typeof code === "string" ? [[id, code] as const] : [])));

function checked({ questions }: TicketPage, answers: NonNullable<HolderChange["answers"]>) {
  const wrong: { pointer: string; detail: string }[] = [];
  const kept = checkAnswers(questions, answers, "/answers", wrong);
  if (wrong.length > 0) throw new ProblemError("invalid-request", { errors: wrong });
  return kept;
}

/** @throws ProblemError for what no list of ours ended with */
function skipOf(cursor: string): number {
  if (/^\d{1,6}$/.test(cursor)) return Number(cursor);
  throw new ProblemError("invalid-request", { errors: [{ pointer: "cursor", detail: "is no cursor of this list" }] });
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Made as fast as it is read, and no further. */
const streamOf = (pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
