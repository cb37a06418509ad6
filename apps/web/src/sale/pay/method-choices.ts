import type { PaymentInput } from "@liveotter/contracts/public/orders";

export type PaymentMethod = PaymentInput["method"];

/** One way to pay, as a radio button. */
export interface MethodChoice {
  /** The element's id. */
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  /** Of test cards: whether it does what few need to see; `null` for what is none. */
  readonly rare: boolean | null;
  readonly checked: boolean;
}

const USUAL_CARDS = 3;

/** Cards of the test provider, which moves no money: each does what it says. */
const TEST_CARDS = [
  ["card_approve", "approves", "The usual case."],
  ["card_decline", "declines", "Nothing is taken; another try is possible."],
  ["card_second_step", "needs a second step", "The bank asks you to approve."],
  ["card_hang", "hangs", "The bank does not answer."],
  ["card_succeed_late", "approves after a minute", ""],
  ["card_lose_answer", "approves, and its answer gets lost", ""],
  ["card_wrong_amount", "takes another amount", "It goes back."],
  ["card_refund_fails", "approves, and refuses refunds", ""],
] as const;

const OTHERS = {
  transfer: ["Bank transfer", "You get the account's number with the order, which waits for the money."],
  door: ["At the door", "Pay when you come."],
} as const;

/** What may be chosen; the first one is, unless another was. */
export function methodChoices(methods: readonly PaymentMethod[], chosen: string | null): MethodChoice[] {
  const all = methods.flatMap((method): Omit<MethodChoice, "id" | "checked">[] =>
    method === "card"
      ? TEST_CARDS.map(([token, does, hint], at) => {
          return { value: token, label: `Test card: ${does}`, hint, rare: at >= USUAL_CARDS };
        })
      : [{ value: method, label: OTHERS[method][0], hint: OTHERS[method][1], rare: null }],
  );
  const picked = all.some(({ value }) => value === chosen) ? chosen : all[0]?.value;
  return all.map((choice) => ({ ...choice, id: `method-${choice.value}`, checked: choice.value === picked }));
}

/** What is asked of the BFF for a choice; `null` for what is none. `returnUrl` is where a second step leads back to. */
export function paymentOf(chosen: string | null, returnUrl: string): PaymentInput | null {
  if (chosen === "transfer" || chosen === "door") return { method: chosen };
  if (TEST_CARDS.some(([token]) => token === chosen) && chosen !== null) {
    return { method: "card", token: chosen, returnUrl };
  }
  return null;
}
