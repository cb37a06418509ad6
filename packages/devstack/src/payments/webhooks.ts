import { createHmac } from "node:crypto";
import type { PaymentEvent } from "./charge.ts";

export interface WebhookSettings {
  /** `null`: they are kept, and sent once there is an address. */
  url: string | null;
  /** How often each event is sent, at least. */
  copies: number;
  /** Each copy waits for some time between the two, in milliseconds: so they come late, and out of order. */
  minDelayMs: number;
  maxDelayMs: number;
}

export interface WebhooksOptions {
  secret: string;
  settings: WebhookSettings;
  /** Every copy of the event was taken. */
  onDelivered: (event: PaymentEvent) => void;
}

/** After a copy that was not taken; doubled each time, up to a minute. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 60_000;
const GIVE_UP_AFTER = 200;
const ANSWER_MS = 10_000;
const AT_ONCE = 8;

interface Copy {
  readonly event: PaymentEvent;
  dueAt: number;
  attempts: number;
}

/** `Payment-Signature`: seconds since 1970, and HMAC-SHA-256 in hex of these, a full stop and the body. */
export function sign(secret: string, body: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

/** Sends each event several times, late and in any order, again and again until each copy is taken (2xx). */
export class Webhooks {
  settings: WebhookSettings;
  readonly #options: WebhooksOptions;
  readonly #copies = new Set<Copy>();
  readonly #left = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #clock: NodeJS.Timeout;
  #sending = 0;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.#clock = setInterval(() => this.#pump(), 20);
    this.#clock.unref();
  }

  add(event: PaymentEvent): void {
    const { copies, minDelayMs, maxDelayMs } = this.settings;
    this.#left.set(event.id, copies);
    for (let at = 0; at < copies; at++) {
      const dueAt = Date.now() + minDelayMs + Math.random() * (maxDelayMs - minDelayMs);
      this.#copies.add({ event, dueAt, attempts: 0 });
    }
  }

  stop(): void {
    clearInterval(this.#clock);
    this.#stop.abort();
  }

  #pump(): void {
    const { url } = this.settings;
    if (url === null) return;
    for (const copy of this.#copies) {
      if (this.#sending >= AT_ONCE) return;
      if (copy.dueAt <= Date.now()) void this.#send(copy, url);
    }
  }

  async #send(copy: Copy, url: string): Promise<void> {
    this.#copies.delete(copy);
    this.#sending++;
    const taken = await this.#post(url, copy.event.body);
    this.#sending--;
    if (this.#stop.signal.aborted) return;
    if (!taken && ++copy.attempts < GIVE_UP_AFTER) {
      copy.dueAt = Date.now() + Math.min(FIRST_RETRY_MS * 2 ** (copy.attempts - 1), MAX_RETRY_MS);
      this.#copies.add(copy);
      return;
    }
    const left = (this.#left.get(copy.event.id) ?? 1) - 1;
    this.#left.set(copy.event.id, left);
    if (left > 0) return;
    this.#left.delete(copy.event.id);
    this.#options.onDelivered(copy.event);
  }

  async #post(url: string, body: string): Promise<boolean> {
    try {
      const headers = {
        "content-type": "application/json",
        "payment-signature": sign(this.#options.secret, body, Date.now()),
      };
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_MS)]);
      const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
