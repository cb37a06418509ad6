/** Questions that fans ask, and honest answers. */
export const help = {
  title: "Help",
  about: "How buying, paying, tickets and refunds work, and what to do when something goes wrong.",
  lede: "Short answers to what people ask most.",
  questions: "Questions",
  lost: {
    ask: "Where are my tickets?",
    answer:
      "The mail that confirms your order leads to them. If it is gone, or was sent to the wrong folder, give us your e-mail address: we mail a code, and it opens all orders made with that address.",
    lead: "Find my orders",
  },
  held: {
    ask: "How long are my tickets held for me?",
    answer:
      "As long as the countdown on the checkout says, which is ten minutes at first. Until then nobody else can have them. If it runs out, they go back on sale, and nothing is charged.",
  },
  confirming: {
    ask: "My payment is not confirmed yet. What now?",
    answer:
      "Some payments take a while, and sometimes we lose sight of one. The page of your order then says so, and changes by itself once we know. Do not pay a second time: as long as a payment may still go through, we take no other for the same order.",
  },
  refund: {
    ask: "Can I have my money back?",
    answer:
      "If an event is cancelled, whoever paid gets the money back without doing anything. If it is postponed, your tickets stay valid. In other cases the promoter’s rules decide; where they allow it, the page of your order has the button for it.",
  },
  friend: {
    ask: "Somebody else will come in my place",
    answer:
      "Open your tickets and choose “Say who is coming” or “Somebody else is coming”. You can give the ticket a new code at the same time; the old one then opens no door.",
  },
  offline: {
    ask: "What if there is no network at the door?",
    answer:
      "Open your tickets once on the phone you will bring: it keeps them until after the event, and shows them without a network. Codes that do not rotate can be printed as well.",
  },
  soldOut: {
    ask: "It is sold out, or not on sale yet",
    answer:
      "The event’s page, or that of its tickets, offers to tell you. We write to you when the sale opens, or when tickets come back, and for nothing else.",
  },
  access: {
    ask: "I need a ramp, a seat or somebody beside me",
    answer:
      "What promoters say about getting in and around is on the event’s page. If it is not there, or does not answer your question, ask the promoter before you buy.",
  },
  times: {
    ask: "Whose time is it?",
    answer: "Times are those of the venue. If your device is in another time zone, its time is shown beside them.",
  },
  privacy: {
    ask: "What do you know about me?",
    answer:
      "Looking around sets no cookie, and nothing on these pages comes from anybody else. We ask where you are when you press “Near you”, and round it to about a kilometre before it leaves your device. We measure how fast pages load, without knowing for whom. Once you buy, we need your e-mail address, and what the promoter asks for.",
  },
  more: "Still stuck? The promoter of your event is named on its page and on your order.",
};
