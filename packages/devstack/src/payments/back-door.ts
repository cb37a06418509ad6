import type { RefundTraffic } from "./traffic.ts";
import type { WebhookSettings } from "./webhooks.ts";

/** What the back door shows and sets. */
export interface PaymentsSettings extends WebhookSettings {
  /** What there is to pay refunds from, in minor units of whatever currency; `null`: enough. */
  balance: number | null;
  /** How far its clock is ahead of the real one, in milliseconds. */
  clockOffsetMs: number;
  /** How many refund requests it takes in a second before it answers 429; `null`: any number. */
  refundsPerSecond: number | null;
}

/** A webhook as the provider sends it, signed now. */
export interface SignedEvent {
  readonly id: string;
  readonly body: string;
  /** `Payment-Signature`. */
  readonly signature: string;
}

export interface PaymentsBackDoor {
  set(settings: Partial<PaymentsSettings>): Promise<void>;
  /** Of one charge or refund, oldest first. */
  events(reference: string): Promise<SignedEvent[]>;
  /** What the fan's bank does about the charge of this reference. */
  dispute(reference: string, status: "open" | "won" | "lost"): Promise<void>;
  /** The refund requests since the start or the last `resetTraffic`. */
  refundTraffic(): Promise<RefundTraffic>;
  resetTraffic(): Promise<void>;
  /** What the fan says at the second step. */
  decide(actionUrl: string, decision: "approve" | "refuse"): Promise<void>;
}

/** Talks to a running test provider where fans and shops do not, such as `http://127.0.0.1:8785`. */
export function paymentsBackDoor(baseUrl: string): PaymentsBackDoor {
  return {
    async set(settings) {
      const init = { method: "PATCH", body: JSON.stringify(settings) };
      const response = await fetch(new URL("/test/settings", baseUrl), init);
      if (!response.ok) throw new Error(`The provider refused: ${await response.text()}`);
    },
    async events(reference) {
      const response = await fetch(new URL(`/test/events?reference=${reference}`, baseUrl));
      return ((await response.json()) as { events: SignedEvent[] }).events;
    },
    async dispute(reference, status) {
      const body = JSON.stringify({ charge: `reference:${reference}`, status });
      const response = await fetch(new URL("/test/disputes", baseUrl), { method: "POST", body });
      if (!response.ok) throw new Error(`The provider refused: ${await response.text()}`);
    },
    async refundTraffic() {
      const response = await fetch(new URL("/test/traffic", baseUrl));
      return (await response.json()) as RefundTraffic; // served by the same package
    },
    async resetTraffic() {
      await fetch(new URL("/test/traffic", baseUrl), { method: "DELETE" });
    },
    async decide(actionUrl, decision) {
      const { pathname } = new URL(actionUrl);
      const body = new URLSearchParams({ decision });
      await fetch(new URL(pathname, baseUrl), { method: "POST", body, redirect: "manual" });
    },
  };
}
