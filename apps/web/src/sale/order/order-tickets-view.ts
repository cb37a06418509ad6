import type { HolderChange, TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import { zoneName } from "../../format/dates.ts";
import { formatWhen } from "../../format/moments.ts";
import { ENGLISH } from "../../words/locale.ts";
import type { QuestionField } from "../checkout/checkout-view.ts";
import type { Hurdle } from "../hurdle.ts";

export interface OrderTicketsView {
  readonly page: "order-tickets";
  /** The order's page. */
  readonly order: string;
  readonly here: string;
  readonly eventName: string;
  readonly total: number;
  readonly from: number;
  readonly tickets: readonly TicketCard[];
  readonly next: string | null;
  readonly printable: boolean;
  /** The name of whose ticket was changed just now. */
  readonly done: string | null;
  readonly hurdles: readonly Hurdle[];
}

interface TicketCard {
  readonly id: string;
  /** The card's element. */
  readonly anchor: string;
  readonly title: string;
  readonly when: string;
  readonly where: string;
  readonly flag: string | null;
  readonly holder: string;
  /** The picture of the code, as a `data:` address; `null` where there is none. */
  readonly picture: string | null;
  /** Why there is none. */
  readonly without: string | null;
  readonly rename: {
    readonly action: string;
    readonly open: boolean;
    readonly named: boolean;
    readonly nameField: string;
    readonly name: string;
    readonly questions: readonly QuestionField[];
    readonly replaceField: string;
  } | null;
}

export interface OrderTicketsParts {
  readonly list: TicketList;
  readonly order: string;
  readonly cursor: string | null;
  /** The ticket whose form was sent, with what it said. */
  readonly sent?: { readonly id: string; readonly form: URLSearchParams } | null;
  readonly done?: string | null;
  readonly hurdles?: readonly Hurdle[];
}

/** Fields of a ticket's form; ids are per ticket, names are not. */
export const nameField = (ticketId: string): string => `name-${ticketId}`;
const answerField = (ticketId: string, questionId: string): string => `answer-${ticketId}-${questionId}`;

export function orderTicketsView({
  list,
  order,
  cursor,
  sent = null,
  done = null,
  hurdles = [],
}: OrderTicketsParts): OrderTicketsView {
  const here = `${order}/tickets`;
  const { items, asks, nextCursor, total } = list;
  const at = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  return {
    page: "order-tickets",
    ...{ order, here, total, done, hurdles },
    eventName: items[0]?.event.name ?? "",
    from: cursor === null ? 1 : 0,
    tickets: items.map((ticket) => {
      const form = sent?.id === ticket.id ? sent.form : null;
      return card(ticket, asks, `${here}/${ticket.id}${at}`, form);
    }),
    next: nextCursor === null ? null : `${here}?cursor=${encodeURIComponent(nextCursor)}`,
    printable: items.some(({ state }) => state === "valid"),
  };
}

function card(ticket: TicketReply, asks: TicketList["asks"], action: string, form: URLSearchParams | null): TicketCard {
  const { id, performance, state, code } = ticket;
  const { time, startsAt, zone } = performance;
  const valid = state === "valid";
  return {
    id,
    anchor: `ticket-${id}`,
    title: ticket.ticketType,
    when:
      formatWhen(ENGLISH, { ...performance, endDate: null }) +
      (time === null ? "" : ` ${zoneName(ENGLISH, startsAt, zone)}`),
    where: [performance.venue, performance.city].filter((part) => part !== null && part !== "").join(", "),
    flag: valid
      ? performance.status === "scheduled"
        ? null
        : performance.status === "cancelled"
          ? "Cancelled"
          : "Postponed"
      : "Not valid any more",
    holder: ticket.holder.name ?? "",
    picture: valid && code?.qr ? `data:image/svg+xml,${encodeURIComponent(code.qr)}` : null,
    without:
      valid && !code?.qr
        ? "The code of this ticket changes all the time, so there is none to print or to show here."
        : null,
    rename: valid
      ? {
          action,
          open: form !== null,
          named: asks.attendeeNames !== "none",
          nameField: nameField(id),
          name: form?.get("name") ?? ticket.holder.name ?? "",
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
