import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { HolderChange, TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import { formatWhen } from "../../format/moments.ts";
import { fullPlaceLine } from "../../format/place.ts";
import type { Locale } from "../../words/locale.ts";
import type { QuestionField } from "../checkout/checkout-view.ts";
import type { Hurdle } from "../hurdle.ts";

export interface OrderTicketsView {
  readonly page: "order-tickets";
  /** The order's page. */
  readonly order: string;
  /** This one. */
  readonly here: string;
  readonly eventName: string;
  /** When the first of them is for. */
  readonly firstWhen: string;
  readonly total: number;
  readonly tickets: readonly TicketCard[];
  readonly next: string | null;
  readonly printable: boolean;
  /** Until when a phone may keep this page; `null` where no ticket of it is good. ISO 8601. */
  readonly keepUntil: string | null;
  /** Where what rotating codes are made from is read, where there are any. */
  readonly codes: string | null;
  /** What was changed just now. */
  readonly done: string | null;
  readonly hurdles: readonly Hurdle[];
}

interface TicketCard {
  readonly id: string;
  /** The card's element. */
  readonly anchor: string;
  readonly title: string;
  readonly performance: Pick<PerformanceReply, "date" | "endDate" | "time" | "startsAt" | "zone">;
  readonly where: string;
  readonly flag: string | null;
  readonly holder: string;
  readonly code: {
    readonly alt: string;
    /** As a `data:` address; of a code that rotates, the one of now. */
    readonly picture: string | null;
    readonly rotates: boolean;
  } | null;
  readonly rename: {
    readonly action: string;
    readonly open: boolean;
    readonly nameField: string;
    readonly name: string;
    readonly questions: readonly QuestionField[];
    readonly replaceField: string;
  } | null;
}

export interface OrderTicketsParts {
  readonly locale: Locale;
  readonly list: TicketList;
  readonly order: string;
  readonly cursor: string | null;
  /** Codes of now, of tickets whose codes rotate, as SVG by the ticket's id. */
  readonly rotating?: ReadonlyMap<string, string>;
  /** The ticket whose form was sent, with what it said. */
  readonly sent?: { readonly id: string; readonly form: URLSearchParams } | null;
  readonly done?: string | null;
  readonly hurdles?: readonly Hurdle[];
}

/** Fields of a ticket's form; ids are per ticket, names are not. */
export const nameField = (ticketId: string): string => `name-${ticketId}`;
const answerField = (ticketId: string, questionId: string): string => `answer-${ticketId}-${questionId}`;

export function orderTicketsView(parts: OrderTicketsParts): OrderTicketsView {
  const { locale, list, order, cursor, sent = null, done = null, hurdles = [] } = parts;
  const here = `${order}/tickets`;
  const { items, nextCursor, total } = list;
  const at = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  const [first] = items;
  return {
    page: "order-tickets",
    ...{ order, here: here + at, total, done, hurdles },
    eventName: first?.event.name ?? "",
    firstWhen: first === undefined ? "" : formatWhen(locale, first.performance),
    tickets: items.map((ticket) => {
      const form = sent?.id === ticket.id ? sent.form : null;
      return card(ticket, parts, `${here}/${ticket.id}${at}`, form);
    }),
    next: nextCursor === null ? null : `${here}?cursor=${encodeURIComponent(nextCursor)}`,
    printable: items.some(({ state }) => state === "valid"),
    keepUntil: keepUntil(items),
    codes: items.some(rotates) ? `${order}/codes${at}` : null,
  };
}

/** Nights are long; and who knows when what was postponed will be? */
const AFTER_MS = 12 * 3_600_000;
const POSTPONED_MS = 366 * 86_400_000;

function keepUntil(items: readonly TicketReply[]): string | null {
  const ends = items
    .filter(({ state, performance }) => state === "valid" && performance.status !== "cancelled")
    .map(
      ({ performance: { endsAt, status } }) => Date.parse(endsAt) + (status === "postponed" ? POSTPONED_MS : AFTER_MS),
    );
  return ends.length === 0 ? null : new Date(Math.max(...ends)).toISOString();
}

/** Whether a phone makes the codes of this ticket. */
export const rotates = ({ state, code }: TicketReply): boolean => state === "valid" && code?.kind === "rotating";

/** A ticket that is void because its performance was cancelled says so. */
function flagOf({ words }: Locale, { state, performance: { status } }: TicketReply): string | null {
  const { orderTickets } = words;
  if (state !== "valid") return status === "cancelled" ? orderTickets.cancelled : orderTickets.notValid;
  return status === "scheduled" ? null : orderTickets[status];
}

function card(
  ticket: TicketReply,
  { locale, list: { asks }, rotating }: OrderTicketsParts,
  action: string,
  form: URLSearchParams | null,
): TicketCard {
  const { id, performance, state, code } = ticket;
  const { orderTickets: words } = locale.words;
  const valid = state === "valid";
  const holder = ticket.holder.name ?? "";
  const svg = rotates(ticket) ? rotating?.get(id) : code?.qr;
  return {
    id,
    anchor: `ticket-${id}`,
    title: ticket.ticketType,
    performance,
    where: fullPlaceLine(locale, performance),
    flag: flagOf(locale, ticket),
    holder,
    code: valid
      ? {
          alt: holder === "" ? words.codeOf(ticket.ticketType) : words.codeOfFor(ticket.ticketType, holder),
          picture: svg ? `data:image/svg+xml,${encodeURIComponent(svg)}` : null,
          rotates: rotates(ticket),
        }
      : null,
    rename: valid
      ? {
          action,
          open: form !== null,
          nameField: nameField(id),
          name: form?.get("name") ?? holder,
          questions: asks.questions
            .filter(({ of }) => of === "attendee")
            .map(({ id: question, label, kind, required, choices }) => ({
              field: answerField(id, question),
              ...{ label, kind, required, choices },
              value:
                form === null
                  ? (ticket.answers.find(({ questionId }) => questionId === question)?.answer ?? "")
                  : (form.get(answerField(id, question)) ?? ""),
            })),
          replaceField: `replace-${id}`,
        }
      : null,
  };
}

/** What a ticket's form asks for; an answer that was emptied is sent empty. */
export function holderChange(form: URLSearchParams, ticketId: string, asks: TicketList["asks"]): HolderChange {
  const name = (form.get("name") ?? "").trim().slice(0, 200);
  const questions = asks.questions.filter(({ of }) => of === "attendee");
  return {
    name: name === "" ? null : name,
    ...(questions.length > 0 && {
      answers: questions.flatMap(({ id }) => {
        const answer = (form.get(answerField(ticketId, id)) ?? "").trim().slice(0, 1000);
        return answer === "" ? [] : [{ questionId: id, answer }];
      }),
    }),
    ...(form.get("replace") === "yes" && { replace: true }),
  };
}
