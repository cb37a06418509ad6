import type { PaymentInput } from "@liveotter/contracts/public/orders";
import type { Locale } from "../../words/locale.ts";

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

/** Cards of the test provider, which moves no money, with their places in the catalogue: each does what it says. */
const TEST_CARDS = [
  ["card_approve", "approve", "approveHint"],
  ["card_decline", "decline", "declineHint"],
  ["card_second_step", "secondStep", "secondStepHint"],
  ["card_hang", "hang", "hangHint"],
  ["card_succeed_late", "succeedLate", null],
  ["card_lose_answer", "loseAnswer", null],
  ["card_wrong_amount", "wrongAmount", "wrongAmountHint"],
  ["card_refund_fails", "refundFails", null],
] as const;

/** What may be chosen; the first one is, unless another was. */
export function methodChoices(
  { words: { sale } }: Locale,
  methods: readonly PaymentMethod[],
  chosen: string | null,
  /** Until when a transfer may arrive, in words, where that is known. */
  transferUntil: string | null = null,
): MethodChoice[] {
  const others = {
    transfer: [sale.transfer, transferUntil === null ? sale.transferHint : sale.transferBy(transferUntil)],
    door: [sale.door, sale.doorHint],
  } as const;
  const all = methods.flatMap((method): Omit<MethodChoice, "id" | "checked">[] =>
    method === "card"
      ? TEST_CARDS.map(([token, label, hint], at) => ({
          ...{ value: token, label: sale.testCard[label], hint: hint === null ? "" : sale.testCard[hint] },
          rare: at >= USUAL_CARDS,
        }))
      : [{ value: method, label: others[method][0], hint: others[method][1], rare: null }],
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
