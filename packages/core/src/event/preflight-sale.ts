import type { Instant } from "../instant.ts";
import { formatMoney } from "../money.ts";
import { feeOn, priceTicket } from "../pricing/price-ticket.ts";
import { error, type Finding, type PreflightEvent, warning } from "./preflight-event.ts";

/** What is wrong with how an event is sold. */
export function* preflightSale(event: PreflightEvent, now: Instant): Iterable<Finding> {
  yield* saleTimes(event, now);
  yield* ticketTypes(event, now);
  yield* fees(event, now);
  yield* quotas(event, now);
}

function* saleTimes({ sales, performances }: PreflightEvent, now: Instant): Iterable<Finding> {
  const { presale, onSale, end } = sales;
  const lastEnd = Math.max(...performances.map(({ endsAt }) => endsAt));
  if (presale !== null && onSale === null) {
    yield error("presale-without-on-sale", "/sales/presale", "needs a time from which everybody may buy");
  }
  if (presale !== null && onSale !== null && presale >= onSale) {
    yield error("presale-not-before-on-sale", "/sales/presale", "is not before /sales/onSale");
  }
  if (end !== null && onSale !== null && end <= onSale) {
    yield error("sales-end-before-on-sale", "/sales/end", "is not after /sales/onSale");
  }
  if (onSale !== null && performances.length > 0 && onSale >= lastEnd) {
    yield error("on-sale-after-last", "/sales/onSale", "is when the last performance is over");
  }
  if (end !== null && end <= now) yield warning("sales-over", "/sales/end", "is past: nothing is sold any more");
}

function* ticketTypes(event: PreflightEvent, now: Instant): Iterable<Finding> {
  const { sales, quotas, ticketTypes } = event;
  const begins = sales.presale ?? sales.onSale;
  for (const [index, { id, minPerOrder, phases }] of ticketTypes.entries()) {
    const at = `/ticketTypes/${index}`;
    const covering = quotas.filter((quota) => quota.ticketTypes.includes(id));
    if (covering.length === 0) yield warning("no-quota", at, "is in no quota: it is shown, and never sold");
    if (minPerOrder !== null && sales.maxPerOrder !== null && minPerOrder > sales.maxPerOrder) {
      yield error("min-above-order-limit", `${at}/minPerOrder`, "is above /sales/maxPerOrder: nobody could buy it");
    }
    for (const [position, { until }] of phases.entries()) {
      const pointer = `${at}/phases/${position}/until`;
      if (until <= now) yield warning("phase-over", pointer, "is past");
      else if (begins !== null && until <= begins) {
        yield warning("phase-never-on", pointer, "is before anybody may buy");
      }
    }
  }
  const visible = ticketTypes.filter(({ hidden }) => !hidden);
  if (ticketTypes.length > 0 && visible.length === 0) {
    yield warning("all-hidden", "/ticketTypes", "are all hidden: no price is shown");
  }
  if (visible.length > 0 && visible.every(({ price }) => price === 0)) {
    yield warning("all-free", "/ticketTypes", "cost nothing, all of them");
  }
}

/** Fees that the promoter pays and that eat up the smallest order possible. */
function* fees({ currency, fees, tax, ticketTypes }: PreflightEvent, now: Instant): Iterable<Finding> {
  if (fees?.paidBy !== "promoter") return;
  const money = (minor: number) => formatMoney(minor, currency, "en");
  for (const [index, { price, minPerOrder, phases }] of ticketTypes.entries()) {
    const at = `/ticketTypes/${index}`;
    const prices = [
      { pointer: `${at}/price`, price },
      ...phases.flatMap((phase, position) =>
        phase.until > now ? [{ pointer: `${at}/phases/${position}/price`, price: phase.price }] : [],
      ),
    ];
    const tickets = minPerOrder ?? 1;
    for (const { pointer, price } of prices.filter((each) => each.price > 0)) {
      const left = tickets * priceTicket({ fees, tax }, price, null).net;
      const all = tickets * feeOn(price, fees) + fees.perOrder;
      if (all <= left) continue;
      const order = tickets === 1 ? "an order of one ticket" : `an order of ${tickets} tickets`;
      const detail = `is too low for the fees you pay: ${money(all)} for ${order}. We charge ${money(left)} of that, and you receive nothing`;
      yield warning("fees-above-price", pointer, detail);
    }
  }
}

function* quotas({ quotas, ticketTypes, performances }: PreflightEvent, now: Instant): Iterable<Finding> {
  for (const [index, quota] of quotas.entries()) {
    const at = `/quotas/${index}`;
    const covered = ticketTypes.filter(({ id }) => quota.ticketTypes.includes(id));
    const { performance } = quota;
    const admitted = covered.filter(({ pass }) => performance === null || pass === null || pass.includes(performance));
    const one = performances.find(({ id }) => id === performance);
    if (admitted.length === 0) {
      yield error("quota-covers-nothing", `${at}/ticketTypes`, "admit to none of what this quota is for");
    }
    if (one !== undefined && one.endsAt <= now) yield warning("quota-over", `${at}/performance`, "is over");
    if (quota.capacity === 0) yield warning("no-capacity", `${at}/capacity`, "is 0: nothing can be sold from it");
    else if (quota.capacity !== null) {
      const { capacity } = quota;
      const tooMany = covered.some(({ minPerOrder }) => minPerOrder !== null && minPerOrder > capacity);
      if (tooMany) yield warning("capacity-below-minimum", `${at}/capacity`, "is below a ticket type's minPerOrder");
    }
  }
}
