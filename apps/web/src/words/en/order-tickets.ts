import { counting } from "../plural.ts";

const count = counting("en");

/** The tickets of an order, with what scans. */
export const orderTickets = {
  title: (event: string) => `Your tickets for ${event}`,
  description: (event: string) => `Your tickets for ${event}, with the codes that open the door.`,
  heading: (tickets: number) => count(tickets, { one: "# ticket for", other: "# tickets for" }),
  back: "Back to the order",
  pdf: "PDF to print",
  calendar: "Add to calendar",
  codeOf: (ticket: string) => `Code of the ticket ${ticket}, to be scanned at the door`,
  codeOfFor: (ticket: string, holder: string) => `Code of the ticket ${ticket} of ${holder}, to be scanned at the door`,
  holder: (name: string) => `For ${name}`,
  cancelled: "Cancelled",
  postponed: "Postponed",
  notValid: "Not valid any more",
  sayWho: "Say who is coming",
  somebodyElse: "Somebody else is coming",
  name: "Name",
  newCode: "Give this ticket a new code. The one above, printed or on a phone, then opens no door.",
  save: "Save",
  pages: "Pages",
  more: "More tickets",
  changed: "The ticket is changed.",
  notChanged: "The ticket was not changed: please check what is here.",
  unknown: "We could not find out whether the ticket was changed. What is shown is what we know.",
  seeOrder: "See the order",
  nothingTitle: "There is nothing to print",
  nothing: ["No ticket of this order is valid, or none may be printed. The order’s page says how it stands."],
  fileTitle: "We cannot make this file right now",
  file: ["Your tickets are not affected. Please try again in half a minute."],
};
