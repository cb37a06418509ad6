import type { Hold, HoldChange } from "@liveotter/contracts/public/sale";
import { ticketsPath } from "@liveotter/core/page-path";
import { formatPrice } from "../../format/price.ts";
import { at, type Locale } from "../../words/locale.ts";
import { type CartEntry, checkoutPath, dropEntry, openEntries } from "../cart/cart-entries.ts";
import type { CookieChange } from "../cookies.ts";
import { codeSays, type Failed, generalHurdle, type Hurdle, leftSays, limitSays } from "../hurdle.ts";
import { keyOf, mintKey } from "../request-key.ts";
import { sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { keepBuyer } from "./carry-over.ts";
import { OTHER_DATE, quantityField, ticketsOf } from "./checkout-view.ts";
import { keepDraft, typedOf } from "./draft.ts";
import { type FoundHold, findHold } from "./find-hold.ts";
import { heldTickets } from "./held-tickets.ts";
import { holdAgain } from "./hold-again.ts";
import { orderTickets } from "./order-tickets.ts";
import { FIELDS } from "./read-order-form.ts";
import { checkoutPage } from "./show-checkout.ts";

/** The checkout's one form: its buttons say what to do, and everything that was typed stays. */
export async function takeCheckout(sent: Visit): Promise<SaleAnswer> {
  const replacedBy = replacementOf(sent);
  const visit = replacedBy === null ? sent : { ...sent, parts: { ...sent.parts, ref: replacedBy.ref } };
  const typed = typedCookies(visit);
  // Sent by the page itself, while somebody types.
  if (visit.form.get("do") === "keep") return { kind: "noted", cookies: typed };
  const found = await findHold(visit);
  const answer =
    "answer" in found ? found.answer : await (replacedBy === null ? done(visit, found) : oldPage(visit, found.hold));
  if (answer.kind !== "page" && answer.kind !== "go") return answer;
  const { cookies = [] } = answer;
  const isChanged = (typed: CookieChange) => cookies.some(({ name, of }) => name === typed.name && of === typed.of);
  return { ...answer, cookies: [...cookies, ...typed.filter((each) => !isChanged(each))] };
}

/** Sent to the address of all checkouts by a page from before each hold had its own. */
export async function takeOldCheckout(visit: Visit): Promise<SaleAnswer> {
  const [first, ...others] = openEntries(visit.cart);
  const entry = visit.cart.find(({ old }) => old) ?? (others.length === 0 ? first : undefined);
  if (entry === undefined) return { kind: "go", to: at(visit.locale, "/checkout") };
  return takeCheckout({ ...visit, parts: { ...visit.parts, ref: entry.ref } });
}

/** The hold that another tab has put in the place of the one that this form is for. */
const replacementOf = ({ cart, form, parts }: Visit): CartEntry | null =>
  cart.some(({ ref }) => ref === parts.ref)
    ? null
    : (openEntries(cart).find(({ eventId }) => eventId === form.get("event")) ?? null);

/** What was typed, for this checkout and for the others; the cart's own small forms ask for nothing. */
function typedCookies({ cart, cookies, form, parts }: Visit): CookieChange[] {
  const { ref = "" } = parts;
  if (!form.has(FIELDS.email) || cart.every((entry) => entry.ref !== ref)) return [];
  return [...keepDraft(form, ref, cookies.perHold.draft), keepBuyer(form, cookies.named.buyer)];
}

async function done(visit: Visit, found: FoundHold): Promise<SaleAnswer> {
  const { hold } = found;
  const wish = visit.form.get("do") ?? "";
  if (wish.startsWith(OTHER_DATE)) return toOtherDate(visit, hold, wish.slice(OTHER_DATE.length));
  if (wish !== "extend" && isOld(visit, hold)) return oldPage(visit, hold);
  switch (wish) {
    case "change":
      return changeTickets(visit, hold);
    case "extend":
      return extendHold(visit, hold);
    case "release":
      return releaseHold(visit, found);
    case "again":
      return holdAgain(visit, found);
    default:
      // Other tickets than are held are first shown with what they cost.
      return hold.state === "held" && isOther(visit, hold) ? changeTickets(visit, hold) : orderTickets(visit, found);
  }
}

/** To the tickets of another date, which come to these. */
function toOtherDate({ locale, parts }: Visit, { eventSlug }: Hold, performanceId: string): SaleAnswer {
  if (!/^[\da-f-]{36}$/.test(performanceId)) {
    return { kind: "go", to: checkoutPath(locale, { ref: parts.ref ?? "" }) };
  }
  return { kind: "go", to: `${at(locale, ticketsPath(eventSlug, performanceId))}?add=yes` };
}

/** Whether the form was made for other tickets: another tab has chosen since. */
const isOld = ({ form }: Visit, hold: Hold): boolean =>
  hold.state !== "ordered" && form.has("tickets") && form.get("tickets") !== ticketsOf(hold);

/** What is held now, before anything is done to it. */
function oldPage(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const hurdles = [{ field: null, text: visit.locale.words.checkout.otherTab }];
  return checkoutPage(visit, { hold, form: typedOf(visit.form), key: mintKey(), hurdles }, 409);
}

/** Whether the form wants other quantities than are held, or another code. */
const isOther = ({ form }: Visit, { code, quote }: Hold): boolean =>
  (form.get("code") ?? code ?? "").trim() !== (code ?? "") ||
  heldTickets(quote.lines).some(
    ({ quantity }, at) => (form.get(quantityField(at)) ?? String(quantity)).trim() !== String(quantity),
  );

async function changeTickets(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const { form, locale } = visit;
  const { checkout } = locale.words;
  const key = keyOf(form);
  const { lines, kept, hurdles } = changedLines(locale, form, hold);
  if (hurdles.length > 0) return checkoutPage(visit, { hold, form, key, hurdles }, 400);
  const code = (form.get("code") ?? "").trim().slice(0, 60);
  const quoteTag = form.get("agreed") ?? "";
  const result = await change(visit, hold, {
    lines,
    ...(code !== (hold.code ?? "") && { code: code || null }),
    ...(quoteTag !== "" && { quoteTag: quoteTag.slice(0, 64) }),
  });
  if (result.ok) {
    // Lines may have gone, and others have their places: what was typed of quantities is done with.
    return checkoutPage(visit, { hold: result.data, form: typedOf(form), key, hurdles: [], done: checkout.changed });
  }
  const wrong = changeRefusals(locale, result, hold, kept);
  const agreed = result.problem?.quoteTag;
  return checkoutPage(visit, { hold, form, key, agreed, hurdles: wrong }, result.problem?.status ?? 503);
}

/** The held tickets in other quantities; those with none are left out. `kept`: their places among the held ones. */
function changedLines({ words: { checkout } }: Locale, form: URLSearchParams, hold: Hold) {
  const lines: NonNullable<HoldChange["lines"]> = [];
  const kept: number[] = [];
  const hurdles: Hurdle[] = [];
  for (const [at, { ticketTypeId, performanceId, quantity }] of heldTickets(hold.quote.lines).entries()) {
    const field = quantityField(at);
    const text = (form.get(field) ?? String(quantity)).trim();
    if (!/^\d{1,4}$/.test(text) || Number(text) > 1000) hurdles.push({ field, text: checkout.digits });
    else if (Number(text) > 0) {
      lines.push({ ticketTypeId, performanceId, quantity: Number(text) });
      kept.push(at);
    }
  }
  if (hurdles.length === 0 && lines.length === 0) {
    hurdles.push({ field: quantityField(0), text: checkout.noTicket });
  }
  return { lines, kept, hurdles };
}

function changeRefusals(locale: Locale, failed: Failed, { quote }: Hold, kept: readonly number[]): Hurdle[] {
  const { problem } = failed;
  const { checkout, quantities, sale } = locale.words;
  const tickets = heldTickets(quote.lines);
  if (problem?.code === "sold-out" && problem.refused !== undefined && problem.refused.length > 0) {
    return problem.refused.map(({ line, left }) => {
      const at = kept[line];
      const name = (at === undefined ? undefined : tickets[at]?.name) ?? sale.theseTickets;
      // Others' tickets: one's own are not in one's way.
      const text = `${leftSays(locale, name, left)} ${checkout.stillHeld}`;
      return { field: at === undefined ? null : quantityField(at), text };
    });
  }
  if (problem?.code === "price-changed" && problem.quote !== undefined) {
    const { total, currency } = problem.quote;
    return [{ field: null, text: checkout.changeCosts(formatPrice(locale, total, currency)) }];
  }
  if (problem?.code === "withdrawn") {
    return (problem.withdrawnLines ?? []).map((line) => {
      const at = kept[line];
      return {
        field: at === undefined ? null : quantityField(at),
        text: `${quantities.withdrawn} ${checkout.stillHeld}`,
      };
    });
  }
  if (problem?.code === "code-refused")
    return [{ field: "code", text: `${codeSays(locale, problem)} ${checkout.asTheyWere}` }];
  if (problem?.code === "over-limit") {
    const at = tickets.findIndex(({ ticketTypeId }) => ticketTypeId === problem.ticketTypeId);
    const limit = limitSays(locale, problem, tickets[at]?.name ?? sale.theseTickets);
    return [{ field: quantityField(Math.max(0, at)), text: `${limit} ${checkout.stillHeld}` }];
  }
  return [generalHurdle(locale, failed, checkout.unknownChange)];
}

async function extendHold(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const { form, locale } = visit;
  const { checkout } = locale.words;
  const result = await change(visit, hold, { extend: true });
  const key = keyOf(form);
  if (result.ok) return checkoutPage(visit, { hold: result.data, form, key, hurdles: [], done: checkout.extended });
  const hurdle = generalHurdle(locale, result, checkout.unknownExtension);
  return checkoutPage(visit, { hold, form, key, hurdles: [hurdle] }, result.problem?.status ?? 503);
}

/** Again has no further effect. */
const change = ({ deps, headers }: Visit, hold: Hold, wish: HoldChange) =>
  sureOf(() => deps.sale.changeHold(hold.id, wish, { headers }));

/** Releases these tickets and leads to the rest of the cart, or back to the event. */
async function releaseHold(visit: Visit, { entry, hold }: FoundHold): Promise<SaleAnswer> {
  const { cart, deps, form, headers, locale } = visit;
  const result = await sureOf(() => deps.sale.releaseHold(hold.id, { headers }));
  if (result.ok || result.problem?.code === "not-found") {
    const others = openEntries(cart).some(({ ref }) => ref !== entry.ref);
    const to = others ? `${at(locale, "/checkout")}?gone=yes` : at(locale, `/events/${hold.eventSlug}`);
    const cookies = dropEntry(entry);
    return { kind: "go", to, cookies: others ? cookies : [...cookies, { name: "buyer", value: null }] };
  }
  if (result.problem?.code === "invalid-state") return { kind: "go", to: checkoutPath(locale, entry) };
  const hurdle = generalHurdle(locale, result, locale.words.checkout.unknownRelease);
  return checkoutPage(visit, { hold, form, key: keyOf(form), hurdles: [hurdle] }, result.problem?.status ?? 503);
}
