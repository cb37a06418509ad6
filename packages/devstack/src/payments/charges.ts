import { createHash, randomBytes } from "node:crypto";
import { Reset } from "../gate.ts";
import {
  type Change,
  type Charge,
  type ChargeInput,
  type DisputeStatus,
  type PaymentEvent,
  PaymentsError,
  type Refund,
  type RefundInput,
} from "./charge.ts";

export interface ChargesOptions {
  now: () => number;
  /** Keeps a change for good, before anybody hears of it. */
  keep: (change: Change) => void;
  onEvent: (event: PaymentEvent) => void;
  /** Where the fan goes on with this charge. */
  secondStep: (id: string) => string;
}

/** How long `card_succeed_late` and refunds of `card_refund_late` take. */
export const LATE_MS = 60_000;
/** Of each kind, so that a stack that runs for weeks stays small. */
const KEPT = 20_000;

/** All charges, refunds and events: the whole of the provider but its wire. Each call is one change. */
export class Charges {
  readonly #charges = new Map<string, Charge>();
  readonly #byReference = new Map<string, string>();
  readonly #refunds = new Map<string, Refund>();
  readonly #refundsOf = new Map<string, Set<string>>();
  /** What came under each `Idempotency-Key`. */
  readonly #keys = new Map<string, string>();
  readonly #events = new Map<string, PaymentEvent>();
  readonly #delivered = new Set<string>();
  /** What becomes of itself: looked at without going through everything. */
  readonly #late = new Set<string>();
  readonly #options: ChargesOptions;
  #balance: number | null = null;

  constructor(options: ChargesOptions, kept: readonly Change[]) {
    this.#options = options;
    for (const change of kept) this.#apply(change);
  }

  get balance(): number | null {
    return this.#balance;
  }

  setBalance(balance: number | null): void {
    this.#commit({ balance });
  }

  /** By its id, or by `reference:` and its reference. */
  find(name: string): Charge | undefined {
    this.ripen();
    const id = name.startsWith("reference:") ? this.#byReference.get(name.slice("reference:".length)) : name;
    return id === undefined ? undefined : this.#charges.get(id);
  }

  get(name: string): Charge {
    const charge = this.find(name);
    if (charge === undefined) throw new PaymentsError(404, "not_found", "No such charge.");
    return charge;
  }

  charge(input: ChargeInput, key: string): { charge: Charge; made: boolean } {
    const digest = digestOf(input);
    const known = this.find(`reference:${input.reference}`);
    // Called off before it came.
    if (known?.key === null) return { charge: known, made: false };
    if (this.#isKnown(key, digest) && known !== undefined) return { charge: known, made: false };
    if (known !== undefined) throw new PaymentsError(409, "reference_used", "This reference was charged already.");
    const now = this.#options.now();
    const charge: Charge = {
      ...input,
      ...outcomeOf(input, now),
      id: newId("ch"),
      created: now,
      dispute: null,
      key,
      digest,
    };
    this.#changeCharge(charge);
    return { charge, made: true };
  }

  /** Nothing is taken from now on; what was taken stays. A reference that is not known yet is called off in advance. */
  cancel(name: string): Charge {
    const known = this.find(name);
    if (known === undefined) {
      if (!name.startsWith("reference:")) throw new PaymentsError(404, "not_found", "No such charge.");
      const charge: Charge = {
        ...{ id: newId("ch"), reference: name.slice("reference:".length), amount: 0, currency: "", card: "" },
        ...{ status: "cancelled", amountTaken: null, currencyTaken: null, declineCode: null, returnUrl: null },
        ...{ succeedsAt: null, dispute: null, created: this.#options.now(), key: null, digest: null },
      };
      this.#changeCharge(charge);
      return charge;
    }
    if (known.status !== "processing" && known.status !== "requires_action") return known;
    const cancelled: Charge = { ...known, status: "cancelled", succeedsAt: null };
    this.#changeCharge(cancelled);
    return cancelled;
  }

  /** What the fan said at the second step; says nothing of a charge that no longer waits for it. */
  decide(id: string, approved: boolean): Charge {
    const charge = this.get(id);
    if (charge.status !== "requires_action") return charge;
    const decided: Charge = approved
      ? { ...charge, status: "succeeded", amountTaken: charge.amount, currencyTaken: charge.currency }
      : { ...charge, status: "declined", declineCode: "second_step_refused" };
    this.#changeCharge(decided);
    return decided;
  }

  /** What the fan's bank does. */
  dispute(name: string, status: DisputeStatus): void {
    const charge = this.get(name);
    if (charge.amountTaken === null) throw new PaymentsError(422, "not_taken", "There is nothing to ask back.");
    const { id, reference, amountTaken: amount, currencyTaken: currency } = charge;
    const metadata = charge.metadata ?? null;
    const said = { object: "dispute", id: `dp_${id}`, charge: id, reference, amount, currency, status, metadata };
    this.#commit({
      charges: [{ ...charge, dispute: status }],
      events: [this.#eventOf("dispute.updated", said, reference)],
    });
  }

  getRefund(id: string): Refund {
    this.ripen();
    const refund = this.#refunds.get(id);
    if (refund === undefined) throw new PaymentsError(404, "not_found", "No such refund.");
    return refund;
  }

  refund(input: RefundInput, key: string): { refund: Refund; made: boolean } {
    const charge = this.get(input.charge);
    const digest = digestOf(input);
    const all = [...(this.#refundsOf.get(charge.id) ?? [])].map((id) => this.getRefund(id));
    const same = all.find((refund) => refund.key === key);
    if (this.#isKnown(key, digest) && same !== undefined) return { refund: same, made: false };
    const given = all.filter(({ status }) => status !== "failed").reduce((sum, { amount }) => sum + amount, 0);
    if (charge.status !== "succeeded" || given + input.amount > (charge.amountTaken ?? 0)) {
      throw new PaymentsError(422, "amount_exceeds_charge", "More than was taken, less what was given back.");
    }
    if (input.currency !== charge.currencyTaken) {
      throw new PaymentsError(422, "wrong_currency", "Given back is what was taken.");
    }
    if (charge.dispute === "open" || charge.dispute === "lost") {
      throw new PaymentsError(422, "charge_disputed", "The fan's bank asks for it back.");
    }
    // Not kept under its key: once there is enough, the same request is made.
    if (this.#balance !== null && this.#balance < input.amount) {
      throw new PaymentsError(402, "insufficient_balance", "The balance is less than this refund.");
    }
    const now = this.#options.now();
    const fails = charge.card === "card_refund_fails";
    const late = charge.card === "card_refund_late";
    const refund: Refund = {
      ...{ ...input, charge: charge.id, id: newId("re"), status: fails ? "failed" : late ? "pending" : "succeeded" },
      ...{ failureCode: fails ? "card_closed" : null, succeedsAt: late ? now + LATE_MS : null },
      ...{ metadata: charge.metadata ?? null, created: now, key, digest },
    };
    this.#commit({
      refunds: [refund],
      events: [this.#eventOf("refund.updated", refundJson(refund), refund.reference)],
      ...(this.#balance === null || fails ? {} : { balance: this.#balance - refund.amount }),
    });
    return { refund, made: true };
  }

  /** As it goes over the wire. */
  json({ id, amountTaken, currencyTaken, declineCode, created, ...charge }: Charge) {
    const { reference, amount, currency, status } = charge;
    return {
      ...{ object: "charge", id, reference, amount, currency, status },
      ...{ amount_taken: amountTaken, currency_taken: currencyTaken, decline_code: declineCode },
      metadata: charge.metadata ?? null,
      created: Math.floor(created / 1000),
      action: status === "requires_action" ? { url: this.#options.secondStep(id) } : null,
    };
  }

  /** What happened to this reference, oldest first. */
  eventsOf(reference: string): PaymentEvent[] {
    this.ripen();
    return [...this.#events.values()].filter((event) => event.reference === reference);
  }

  /** Events that nobody has taken often enough. */
  undelivered(): PaymentEvent[] {
    return [...this.#events.values()].filter(({ id }) => !this.#delivered.has(id));
  }

  deliver(event: PaymentEvent): void {
    this.#commit({ delivered: [event.id] });
  }

  /** All of it as changes that make the same again. */
  dump(): Change[] {
    const last = <T>(all: Iterable<T>): T[] => [...all].slice(-KEPT);
    return [
      { balance: this.#balance, charges: last(this.#charges.values()), refunds: last(this.#refunds.values()) },
      { events: last(this.#events.values()), delivered: last(this.#delivered) },
    ];
  }

  /** Lets what succeeds by itself do so, once its time has come. */
  ripen(): void {
    const now = this.#options.now();
    for (const id of [...this.#late]) {
      const charge = this.#charges.get(id);
      if (charge?.succeedsAt != null && charge.succeedsAt <= now) {
        this.#changeCharge({
          ...charge,
          ...{ status: "succeeded", amountTaken: charge.amount, currencyTaken: charge.currency, succeedsAt: null },
        });
      }
      const refund = this.#refunds.get(id);
      if (refund?.succeedsAt != null && refund.succeedsAt <= now) {
        const done: Refund = { ...refund, status: "succeeded", succeedsAt: null };
        this.#commit({ refunds: [done], events: [this.#eventOf("refund.updated", refundJson(done), done.reference)] });
      }
    }
  }

  #isKnown(key: string, digest: string): boolean {
    const known = this.#keys.get(key);
    if (known !== undefined && known !== digest) {
      throw new PaymentsError(409, "key_reused", "This key came with something else.");
    }
    return known !== undefined;
  }

  #changeCharge(charge: Charge): void {
    const took = charge.status === "succeeded" && this.#balance !== null ? (charge.amountTaken ?? 0) : 0;
    this.#commit({
      charges: [charge],
      events: [this.#eventOf("charge.updated", this.json(charge), charge.reference)],
      ...(this.#balance === null ? {} : { balance: this.#balance + took }),
    });
  }

  #eventOf(type: string, data: unknown, reference: string): PaymentEvent {
    const [id, created] = [newId("evt"), this.#options.now()];
    return { id, created, reference, body: JSON.stringify({ id, type, created: Math.floor(created / 1000), data }) };
  }

  #commit(change: Change): void {
    this.#options.keep(change);
    this.#apply(change);
    for (const event of change.events ?? []) this.#options.onEvent(event);
  }

  #apply({ charges = [], refunds = [], events = [], delivered = [], balance }: Change): void {
    for (const charge of charges) {
      this.#charges.set(charge.id, charge);
      this.#byReference.set(charge.reference, charge.id);
    }
    for (const refund of refunds) {
      this.#refunds.set(refund.id, refund);
      this.#refundsOf.set(refund.charge, (this.#refundsOf.get(refund.charge) ?? new Set()).add(refund.id));
    }
    for (const { id, key, digest, succeedsAt } of [...charges, ...refunds]) {
      if (key !== null && digest !== null) this.#keys.set(key, digest);
      if (succeedsAt === null) this.#late.delete(id);
      else this.#late.add(id);
    }
    for (const event of events) this.#events.set(event.id, event);
    for (const id of delivered) this.#delivered.add(id);
    if (balance !== undefined) this.#balance = balance;
  }
}

/** What each card does; any other is declined. */
function outcomeOf(
  { card, amount, currency }: ChargeInput,
  now: number,
): Pick<Charge, "status" | "amountTaken" | "currencyTaken" | "declineCode" | "succeedsAt"> {
  const nothing = { amountTaken: null, currencyTaken: null, declineCode: null, succeedsAt: null };
  const taken = { ...nothing, status: "succeeded" as const, amountTaken: amount, currencyTaken: currency };
  switch (card) {
    case "card_approve":
    case "card_lose_answer":
    case "card_refund_fails":
    case "card_refund_late":
      return taken;
    case "card_wrong_amount":
      return { ...taken, amountTaken: amount + 1 };
    case "card_wrong_currency":
      return { ...taken, currencyTaken: currency === "USD" ? "EUR" : "USD" };
    case "card_second_step":
      return { ...nothing, status: "requires_action" };
    case "card_hang":
      return { ...nothing, status: "processing" };
    case "card_succeed_late":
      return { ...nothing, status: "processing", succeedsAt: now + LATE_MS };
    case "card_decline":
      return { ...nothing, status: "declined", declineCode: "insufficient_funds" };
    default:
      return { ...nothing, status: "declined", declineCode: "unknown_card" };
  }
}

/** What becomes of the answer itself, whatever was done. */
export async function answerAs(card: string, signal: AbortSignal): Promise<void> {
  if (card === "card_lose_answer") throw new Reset("The answer is lost.");
  if (card !== "card_hang") return;
  await new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** As it goes over the wire. */
export function refundJson(refund: Refund) {
  const { id, charge, reference, amount, currency, status, failureCode, created, metadata = null } = refund;
  const made = Math.floor(created / 1000);
  return {
    object: "refund",
    id,
    charge,
    reference,
    amount,
    currency,
    status,
    failure_code: failureCode,
    metadata,
    created: made,
  };
}

const newId = (kind: string): string => `${kind}_${randomBytes(16).toString("hex")}`;
const digestOf = (input: object): string => createHash("sha256").update(JSON.stringify(input)).digest("hex");
