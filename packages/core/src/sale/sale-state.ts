import type { Free } from "../inventory/free-in.ts";
import type { SaleWindow } from "./sale-window.ts";

/** What the sale is to somebody who wants a ticket now. One word each, the same in the API and on every page. */
export const SALE_STATES = [
  /** Tickets can be had now. */
  "on-sale",
  /** Whether tickets are left could not be found out. Never shown as sold out. */
  "unknown",
  /** Holders of a code that opens the presale can buy, everybody else later. */
  "presale",
  /** Open, but only a code shows any tickets. */
  "code-only",
  /** Not open yet. */
  "upcoming",
  /** Some are left, but fewer than one order has to take. */
  "not-enough-left",
  /** None are left for now; held tickets may come back. */
  "sold-out",
  /** Paused by the promoter. */
  "stopped",
  "postponed",
  /** The sale is over, or the event is. */
  "ended",
  "cancelled",
  /** There are no tickets to it here. */
  "not-sold",
] as const;
export type SaleState = (typeof SALE_STATES)[number];

/** What one ticket type has for one order. */
export type OfferState = "on-sale" | "not-enough-left" | "sold-out" | "unknown";

/** As much of an offer as decides whether it can be bought. */
export interface OfferLeft {
  readonly left: Free;
  readonly minPerOrder: number;
}

export function offerStateOf({ left, minPerOrder }: OfferLeft): OfferState {
  if (left === "unlimited") return "on-sale";
  if (left === "unknown") return "unknown";
  if (left <= 0) return "sold-out";
  return left < minPerOrder ? "not-enough-left" : "on-sale";
}

/** What is offered while the sale's window is open. */
export interface SaleFacts {
  /** As the fan's code leaves it: a presale is `on-sale` to those whose code opens it. */
  readonly window: SaleWindow["state"];
  /** Whether a code in force would show more tickets. */
  readonly codeOpens: boolean;
  /** What everybody, or the code's holder, is offered; `null`: nobody asked what is left, there are some to sell. */
  readonly offers: readonly OfferLeft[] | null;
}

/** The state of one performance's sale. The only place that decides it. */
export function saleState({ window, codeOpens, offers }: SaleFacts): SaleState {
  if (window !== "on-sale" || offers === null) return window;
  if (offers.length === 0) return codeOpens ? "code-only" : "not-sold";
  const states = new Set(offers.map(offerStateOf));
  for (const state of ["on-sale", "unknown", "not-enough-left"] as const) if (states.has(state)) return state;
  return "sold-out";
}

/** What an event with performances in these states is: as good as its best one. `not-sold` where it has none. */
export const bestState = (states: readonly SaleState[]): SaleState =>
  SALE_STATES.find((state) => states.includes(state)) ?? "not-sold";
