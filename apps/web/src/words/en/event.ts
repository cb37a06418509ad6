import { counting } from "../plural.ts";

const count = counting("en");

/** An event, its dates and its place. */
export const event = {
  cancelled: "This event is cancelled.",
  postponed: "This event is postponed.",
  newDates: "New dates will be shown here.",
  next: (dates: number) => count(dates, { one: "When", other: "Next of # dates" }),
  where: "Where",
  onSale: "On sale from",
  price: "Price",
  orderFee: (fee: string) => `plus ${fee} per order`,
  priceToCome: "To be announced",
  tickets: "Tickets",
  ticketsFor: (date: string) => `Tickets for ${date}`,
  countedAt: (time: string) => `Availability as of ${time}`,
  haveCode: "Have a code?",
  codeTickets: "Show tickets",
  enterCode: "Enter code",
  enterCodeFor: (date: string) => `Enter a code for ${date}`,
  tellMe: "Tell me",
  tellMeOf: (date: string) => `Tell me when there are tickets for ${date} again`,
  calendar: "Add to calendar",
  ownSite: "The event’s own site",
  dates: (dates: number) => count(dates, { one: "Date", other: "Dates" }),
  about: "About",
  inLanguages: (languages: string) => `In ${languages}`,
  presentedBy: (promoter: string) => `Presented by ${promoter}`,
  over: "Over",
  andOnline: "and online",
  directions: "Directions",
  directionsTo: (place: string) => `Directions to ${place}`,
  lineUp: "Line-up",
  access: "Access",
  shareCard: (event: string) => `Cover, dates and place of ${event}`,
};
