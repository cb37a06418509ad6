import { counting } from "../plural.ts";

const count = counting("en");

/** Everything that one browser holds, event by event. */
export const cart = {
  title: "Your cart",
  description: "All the tickets that are held for you, each event with its own checkout.",
  link: (holds: number) => count(holds, { one: "Your cart (#)", other: "Your cart (#)" }),
  lede: "Each event is an order of its own. Enter your details once and we’ll fill them in for the next one.",
  empty: "You ordered everything in your cart.",
  heldFor: "Held for",
  timeIsUp: "Time is up. These tickets may still be available.",
  announce: (event: string, text: string) => `${event}: ${text}`,
  checkOut: "Check out",
  change: "Change",
  release: "Release tickets",
  lapsed: "Your time ran out.",
  lapsedText: "We no longer hold these tickets, so other people can buy them. Nothing was charged.",
  again: "Try again",
  choose: "Choose other tickets",
  remove: "Remove",
  unsettled: "You already ordered these tickets.",
  seeOrder: "See the order",
  unknown: "We can’t load these tickets right now.",
  unknownText: "They stay held for as long as we told you. Try again in a few seconds.",
  together: (events: number) => count(events, { one: "Total for # event", other: "Total for # events" }),
  orders: "Ordered",
  ordered: "Ordered",
  anOrder: "Your order",
  gone: "Those tickets are no longer in your cart.",
  full: (most: number) => `Your cart can hold tickets for ${most} events. Check out or release one of them first.`,
  unknownAgain: "We couldn’t find out whether your tickets are held again. Try again: nothing is held twice.",
  next: (event: string) => `Next: tickets for ${event}`,
  nextCheckout: "Continue to checkout",
  openCart: "Your cart still has tickets that you haven’t ordered.",
  allOrders: "See all orders from your cart",
};
