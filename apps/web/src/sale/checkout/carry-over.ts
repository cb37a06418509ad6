import type { Hold } from "@liveotter/contracts/public/sale";
import type { CookieChange } from "../cookies.ts";
import { KEPT_S } from "./draft.ts";
import { FIELDS } from "./read-order-form.ts";
import { decodeEntries, encodeEntries } from "./typed-entries.ts";

type Entry = [field: string, value: string];
type Asking = Pick<Hold, "asks" | "quote">;

/** Who buys, and how they pay: the same fields in every checkout. */
const BUYER: readonly string[] = [FIELDS.email, FIELDS.name, "method"];
/** Other answers by what was asked, and people by their place in the order, since ids differ from event to event. */
const CARRIED = /^(?:email|name|method|answer:.+|guest:\d+(?::.+)?)$/s;
const ROOM_BYTES = 2000;

/** The cookie that fills in the next checkout. `before`: what it was; its other answers stay. */
export function keepBuyer(form: URLSearchParams, before: string | undefined): CookieChange {
  const others = decodeEntries(before, CARRIED).filter(([field]) => !BUYER.includes(field));
  return buyerCookie([...buyerOf(form), ...others]);
}

/** The same with every answer that was given to this order, for the holds that are still to be ordered. */
export function carryAnswers(form: URLSearchParams, { asks, quote }: Asking): CookieChange {
  const answered = (questions: readonly Question[], fieldOf: (id: string) => string, as: string): Entry[] =>
    questions.filter(isCarried).flatMap(({ id, label }) => filled(`${as}:${label}`, form.get(fieldOf(id))));
  const ofAttendee = asks.questions.filter(({ of }) => of === "attendee");
  const people = placesOf(quote).flatMap(({ line, at }, place) => [
    ...filled(`guest:${place}`, form.get(FIELDS.attendee(line, at))),
    ...answered(ofAttendee, (id) => FIELDS.attendeeQuestion(line, at, id), `guest:${place}`),
  ]);
  const ofOrder = asks.questions.filter(({ of }) => of === "order");
  return buyerCookie([...buyerOf(form), ...answered(ofOrder, FIELDS.question, "answer"), ...people]);
}

/**
 * What a checkout is filled in with, from what was typed into others. `visited`: it was open before, so answers that it
 * does not have were left out on purpose.
 */
export function carriedInto(cookie: string | undefined, { asks, quote }: Asking, visited: boolean): URLSearchParams {
  const carried = new Map(decodeEntries(cookie, CARRIED));
  const form = new URLSearchParams();
  const fill = (field: string, value: string | undefined) => {
    if (value !== undefined) form.set(field, value);
  };
  const answer = (questions: readonly Question[], fieldOf: (id: string) => string, as: string) => {
    for (const question of questions.filter(isCarried)) {
      const value = carried.get(`${as}:${question.label}`);
      if (question.kind === "text" || question.choices.includes(value ?? "")) fill(fieldOf(question.id), value);
    }
  };
  for (const field of BUYER) fill(field, carried.get(field));
  if (visited) return form;
  answer(
    asks.questions.filter(({ of }) => of === "order"),
    FIELDS.question,
    "answer",
  );
  for (const [place, { line, at }] of placesOf(quote).entries()) {
    if (asks.attendeeNames !== "none") fill(FIELDS.attendee(line, at), carried.get(`guest:${place}`));
    answer(
      asks.questions.filter(({ of }) => of === "attendee"),
      (id) => FIELDS.attendeeQuestion(line, at, id),
      `guest:${place}`,
    );
  }
  return form;
}

type Question = Hold["asks"]["questions"][number];

/** A tick may be a consent: it has to be given again for each event. */
const isCarried = ({ kind }: Question): boolean => kind !== "tick";

const placesOf = ({ lines }: Hold["quote"]) =>
  lines.flatMap((line) => Array.from({ length: line.quantity }, (_, at) => ({ line, at })));

const buyerOf = (form: URLSearchParams): Entry[] => BUYER.flatMap((field) => filled(field, form.get(field)));

const filled = (field: string, value: string | null): Entry[] =>
  value === null || value.trim() === "" ? [] : [[field, value]];

const buyerCookie = (entries: Entry[]): CookieChange => ({
  ...{ name: "buyer", maxAge: KEPT_S },
  value: encodeEntries(entries, ROOM_BYTES),
});
