import { generateKeyPairSync } from "node:crypto";
import type { Interest } from "@liveotter/contracts/public/interests";
import type { EmailChangeReply, OrderReply, TicketList } from "@liveotter/contracts/public/orders";
import type { Availability, Hold } from "@liveotter/contracts/public/sale";
import type { CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import { asId, type CredentialId, type TicketTypeId } from "@liveotter/core/ids";
import { openTicketKeys } from "@liveotter/integrations/ticket/ticket-keys";
import { Response } from "miniflare";
import type { FakeBff } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";

/** What promoters and fans may write, at its worst. */
export const HOSTILE = '</title></noscript><script>alert(1)</script>"><img src=x onerror=alert(1)>';
export const EVENT = eventNamed("jazz-night", HOSTILE, 1);
export const PERFORMANCE = EVENT.performances[0]?.id ?? "";
export const TYPE = "00000000-0000-7000-8000-0000000000aa";
export const ORDER = "00000000-0000-7000-8000-0000000000bb";
export const KEY = "k".repeat(32);
export const QUOTE = {
  ...{ currency: "EUR", fees: 0, feePerOrder: 0, discount: 0, tax: null, total: 5000 },
  lines: [
    {
      ticketTypeId: TYPE,
      name: HOSTILE,
      performanceId: PERFORMANCE,
      quantity: 2,
      unitPrice: 2500,
      discount: 0,
      total: 5000,
    },
  ],
};
/** Ids of holds name their event, which the cart goes by. */
export const holdIdOf = (eventId: string, ref: string): string =>
  eventId.replaceAll("-", "") + PERFORMANCE.replaceAll("-", "") + ref.padStart(32, "0");
export const REF = "ad52ef01b3c4";
export const HOLD = holdIdOf(EVENT.id, REF);
/** The cookie of a browser that has it. */
export const HELD = `hold-${REF}=${HOLD}`;
export const CHECKOUT = `/checkout/${REF}`;
export const hold = (state: Hold["state"] = "held"): Hold => ({
  ...{ id: HOLD, eventId: EVENT.id, eventSlug: EVENT.slug, eventName: HOSTILE, state },
  ...{ expiresAt: "2026-11-21T12:10:00.000Z", lastsUntil: "2026-11-21T12:30:00.000Z", now: "2026-11-21T12:00:00.000Z" },
  ...{ code: null, quote: QUOTE, quoteTag: "seen", orderId: state === "ordered" ? ORDER : null },
  asks: { attendeeNames: "none", questions: [], paymentMethods: ["card"], tooLate: [], transferUntil: null },
});
export const order = (more: Partial<OrderReply> = {}): OrderReply => ({
  ...{ id: ORDER, number: "EQK550XMF6", key: KEY, state: "pending", email: "fan@example.com", name: HOSTILE },
  event: { id: EVENT.id, slug: EVENT.slug, name: HOSTILE, status: "published" },
  ...{ locale: "en", placedAt: "2026-11-21T12:00:00.000Z", expiresAt: "2026-11-21T12:15:00.000Z" },
  ...{ now: "2026-11-21T12:00:00.000Z", quote: QUOTE, payments: [], refunds: [], payable: true },
  ...{ paymentMethods: ["card"], tooLate: [], missing: 0, refundableUntil: null, tickets: [] },
  ...more,
});
const availability: Availability = {
  ...{ asOf: "2026-11-21T12:00:00.000Z", degraded: false, eventId: EVENT.id, eventSlug: EVENT.slug },
  ...{
    performanceId: PERFORMANCE,
    currency: "EUR",
    state: "on-sale",
    takesCode: false,
    opensAt: null,
    presaleAt: null,
  },
  ...{
    closesAt: "2026-12-24T19:00:00.000Z",
    maxPerOrder: 8,
    feePerOrder: 0,
    tax: null,
    rounding: "per-line",
    needsPass: false,
  },
  ticketTypes: [
    {
      ...{
        id: TYPE,
        name: HOSTILE,
        description: HOSTILE,
        price: 2500,
        priceBefore: null,
        fees: 0,
        tax: 0,
        phase: null,
      },
      ...{ minPerOrder: 1, maxPerOrder: 8, pass: null, left: null, state: "on-sale" },
    },
  ],
};

const { privateKey } = generateKeyPairSync("ed25519");
export const ticketKeys = await openTicketKeys(JSON.stringify([privateKey.export({ format: "jwk" })]));
const [credentialId, ticketTypeId] = [asId<CredentialId>(ORDER), asId<TicketTypeId>(TYPE)];
if (credentialId === null || ticketTypeId === null) throw new Error("not an id");
const [{ id: performanceId }] = EVENT.performances as [CataloguePerformance]; // `eventNamed` gives it one
/** What a phone makes the codes of its ticket from. */
export const rotating = await ticketKeys.certify({ credentialId, eventId: EVENT.id, performanceId, ticketTypeId });

/** One ticket of that order, whose code the phone makes anew. */
const ticketList: TicketList = {
  ...{ total: 1, nextCursor: null, asks: { attendeeNames: "optional", questions: [] } },
  items: [
    {
      ...{ id: "00000000-0000-7000-8000-0000000000dd", orderNumber: order().number, event: order().event },
      performance: {
        ...{ id: PERFORMANCE, date: "2026-12-24", time: "20:00", zone: "Europe/Warsaw", status: "scheduled" },
        ...{ startsAt: "2026-12-24T19:00:00.000Z", endsAt: "2026-12-24T22:00:00.000Z", venue: HOSTILE, city: HOSTILE },
        ...{ endDate: null, online: false },
        place: { venue: null, street: HOSTILE, city: HOSTILE, country: "PL", lat: null, lon: null },
      },
      ...{ ticketType: HOSTILE, state: "valid", holder: { name: HOSTILE, email: null }, answers: [] },
      code: { kind: "rotating", token: null, qr: null, rotating },
    },
  ],
};

const others = bffOver([EVENT]);

export const TOLD = "t".repeat(64);
export const interest: Interest = {
  ...{ kind: "on-sale", state: "unconfirmed", event: { slug: EVENT.slug, name: HOSTILE } },
  ...{ opensAt: "2026-12-01T09:00:00.000Z", zone: "Europe/Warsaw", performance: null },
};

const emailChange: EmailChangeReply = {
  ...{ eventName: HOSTILE, number: order().number, email: "new@example.org", confirmed: false },
};

/** A public BFF that has one event on sale, one hold and one order of it, and somebody who wants to be told. */
export const saleBff: FakeBff = (request) => {
  const { pathname } = new URL(request.url);
  if (pathname.endsWith("/availability")) return Response.json({ ...availability, asOf: new Date().toISOString() });
  if (pathname === "/v1/holds" || pathname === `/v1/holds/${HOLD}`) return Response.json(hold());
  if (pathname === "/v1/orders") return Response.json(order(), { status: 201 });
  if (pathname === `/v1/orders/${ORDER}/payments`) return Response.json(order().payments[0] ?? {}, { status: 201 });
  if (pathname === `/v1/orders/${ORDER}/tickets`) return Response.json(ticketList);
  if (pathname.startsWith(`/v1/orders/${ORDER}`)) return Response.json(order());
  if (pathname.endsWith("/interests")) return new Response(null, { status: 202 });
  if (pathname.startsWith(`/v1/interests/${TOLD}`)) {
    return request.method === "DELETE" ? new Response(null, { status: 204 }) : Response.json(interest);
  }
  if (pathname === `/v1/order-email-changes/${TOLD}`) return Response.json(emailChange);
  return others(request);
};
