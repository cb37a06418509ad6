import type { MyOrder, MyRefund, VoidChoice } from "@liveotter/contracts/promoter/orders";

type Tone = "good" | "wait" | "wrong" | "past";
type Words = { readonly label: string; readonly tone: Tone };

const ORDER: Readonly<Record<MyOrder["state"], Words>> = {
  pending: { label: "Unpaid", tone: "wait" },
  paid: { label: "Paid", tone: "good" },
  expired: { label: "Expired", tone: "past" },
  cancelled: { label: "Cancelled", tone: "past" },
  "partly-refunded": { label: "Partly refunded", tone: "wait" },
  refunded: { label: "Refunded", tone: "past" },
};

const PAYMENT: Readonly<Record<MyOrder["payments"][number]["state"], Words>> = {
  confirming: { label: "Confirming", tone: "wait" },
  "needs-action": { label: "Fan must confirm", tone: "wait" },
  "awaiting-transfer": { label: "Awaited", tone: "wait" },
  succeeded: { label: "Received", tone: "good" },
  declined: { label: "Declined", tone: "past" },
  cancelled: { label: "Cancelled", tone: "past" },
  mismatched: { label: "Wrong amount", tone: "wrong" },
};

const REFUND: Readonly<Record<MyRefund["state"], Words>> = {
  requested: { label: "Waiting", tone: "wait" },
  pending: { label: "Under way", tone: "wait" },
  succeeded: { label: "Given back", tone: "good" },
  failed: { label: "Failed", tone: "wrong" },
};

const chip = ({ label, tone }: Words) => <span className={`status ${tone}`}>{label}</span>;

export const orderStateName = (state: MyOrder["state"]): string => ORDER[state].label;
export const OrderChip = ({ state }: Pick<MyOrder, "state">) => chip(ORDER[state]);
export const PaymentChip = ({ state }: Pick<MyOrder["payments"][number], "state">) => chip(PAYMENT[state]);

const DISPUTE = {
  open: { label: "Disputed", tone: "wrong" },
  won: { label: "Dispute won", tone: "good" },
  lost: { label: "Dispute lost", tone: "past" },
} as const satisfies Record<string, Words>;
export const DisputeChip = ({ dispute }: { readonly dispute: keyof typeof DISPUTE }) => chip(DISPUTE[dispute]);

/** What the promoter gives back by hand is the promoter's to do. */
const isByHand = ({ state, lastError }: Pick<MyRefund, "state" | "lastError">): boolean =>
  state === "pending" && lastError === "by_hand";

const RefundChip = ({ refund }: { readonly refund: Pick<MyRefund, "state" | "lastError"> }) =>
  chip(isByHand(refund) ? { label: "Yours to give back", tone: "wrong" } : REFUND[refund.state]);

const METHODS = { card: "Card", transfer: "Bank transfer", door: "At the door" } as const;
export const methodName = (method: keyof typeof METHODS): string => METHODS[method];

const REASONS: Readonly<Record<string, string>> = {
  promoter: "Given back by you",
  fan: "Asked for by the fan",
  event_cancelled: "The event was cancelled",
  event_postponed: "The event was postponed or moved",
  performance_cancelled: "The performance was cancelled",
  late: "Paid too late",
  duplicate: "Paid twice",
  mismatch: "Another amount than was owed",
  sold_out: "Paid too late, sold out by then",
  incomplete: "The rest didn’t arrive in time",
  overpaid: "Paid more than was owed",
};
export const reasonName = (reason: string): string => REASONS[reason] ?? reason.replaceAll("_", " ");

export const VOID_REASON_NAMES: Readonly<Record<VoidChoice["reason"], string>> = {
  fraud: "Fraud",
  lost_dispute: "Lost dispute",
  other: "Another reason",
};

const TROUBLES: Readonly<Record<string, string>> = {
  unfunded: "The provider has no balance; it is asked again by itself.",
  by_hand: "The provider cannot do it: give it back yourself, then note it here.",
};
/** What the provider said, where it is a word of ours in a sentence. */
export const troubleName = (lastError: string): string => TROUBLES[lastError] ?? lastError.replaceAll("_", " ");

/** Where a refund stands, and what holds it up. */
export function RefundState({ refund }: { readonly refund: Pick<MyRefund, "state" | "lastError"> }) {
  return (
    <div>
      <RefundChip refund={refund} />
      {refund.lastError !== null && refund.state !== "succeeded" && (
        <span className="note">{troubleName(refund.lastError)}</span>
      )}
    </div>
  );
}

const MAILS: Readonly<Record<string, string>> = {
  "order-confirmed": "Confirmation with tickets",
  "payment-incomplete": "Part of the money is missing",
  "order-expiring": "Reminder to pay",
  "refund-started": "A refund is on its way",
  "refund-succeeded": "A refund has arrived",
  "refund-failed": "A refund is delayed",
  "event-cancelled": "The event is cancelled",
  "event-postponed": "The event is postponed",
  "performance-changed": "New date, time or place",
  "performance-cancelled": "A performance is cancelled",
  "ticket-replaced": "A ticket has a new code",
  "tickets-void": "Tickets are no longer valid",
};
export const mailName = (topic: string): string => MAILS[topic] ?? topic.replaceAll("-", " ");

const ACCOUNTS = {
  provider: "With the card provider",
  manual: "By hand",
  unapplied: "For no order yet",
  withheld: "Kept by a bank",
  disputed: "Disputed",
  lost: "Lost to a dispute",
  tickets: "Tickets",
  fees: "Fees",
  tax: "Tax",
} as const;
export const accountName = (account: keyof typeof ACCOUNTS): string => ACCOUNTS[account];
