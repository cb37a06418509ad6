import { setTimeout as sleep } from "node:timers/promises";
import { evening, type PromoterClient } from "./promoter.ts";

/** An answer of the public API: as much of its contract as is looked at here. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: {
    readonly id?: string;
    readonly key?: string;
    readonly state?: string;
    readonly payable?: boolean;
    readonly code?: string | null;
    readonly orderId?: string;
    readonly quote?: { readonly total: number };
  };
}

/** How often each answer came: `201`, `409 sold-out`, `503 busy`, and what must never come. */
export type Tally = Map<string, number>;

/** A charge that was lost on the way is called off after a minute. */
const PATIENCE_MS = 150_000;

/** Fans at the public API. All that they were ever answered is counted in `tally`. */
export class Fans {
  readonly tally: Tally = new Map();
  readonly #api: string;

  constructor(api: string) {
    this.#api = api;
  }

  /** One request. A connection that breaks is status 0. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.#fetch(method, path, body, headers);
    const { status, retryAfter, body: said } = answer;
    const told = status === 503 && retryAfter === null ? "without a time to come back" : "";
    const kind = [status, said.code, told].filter((part) => part).join(" ");
    this.tally.set(kind, (this.tally.get(kind) ?? 0) + 1);
    return answer;
  }

  /** The same request under the same key, for as long as it is told to come back. */
  async persist(
    path: string,
    body: unknown,
    key: string = crypto.randomUUID(),
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    for (const until = Date.now() + PATIENCE_MS; ; ) {
      const answer = await this.call("POST", path, body, { "idempotency-key": key, ...headers });
      if (answer.status !== 503 || Date.now() > until) return answer;
      // As clients do: not all at the same moment.
      await sleep(Number(answer.retryAfter ?? 1) * 1000 * (0.5 + Math.random() / 2));
    }
  }

  hold(event: OnSale, lines: readonly Line[], key?: string): Promise<Answer> {
    return this.persist("/v1/holds", { eventId: event.id, lines: lines.map((line) => named(event, line)) }, key);
  }

  order({ body: { id, quote } }: Answer, key?: string): Promise<Answer> {
    const email = `${crypto.randomUUID()}@example.org`;
    return this.persist("/v1/orders", { holdId: id, email, total: quote?.total }, key);
  }

  /** Pays by card, again where the order says that it may, and looks until it is known what came of it: the order then. */
  async pay({ body: { id, key } }: Answer): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}` };
    const card = { method: "card", token: "card_approve", returnUrl: "https://fans.example/back" };
    let payable: boolean | undefined = true;
    for (const until = Date.now() + PATIENCE_MS; ; await sleep(500)) {
      if (payable) await this.persist(`/v1/orders/${id}/payments`, card, undefined, headers);
      const order = await this.call("GET", `/v1/orders/${id}`, undefined, headers);
      if ((order.status === 200 && order.body.state !== "pending") || Date.now() > until) return order;
      payable = order.body.payable;
    }
  }

  cancel({ body: { id, key } }: Answer): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, "idempotency-key": crypto.randomUUID() };
    return this.call("POST", `/v1/orders/${id}/cancellation`, undefined, headers);
  }

  async #fetch(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    try {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const typed = body === undefined ? headers : { "content-type": "application/json", ...headers };
      const signal = AbortSignal.timeout(60_000);
      const response = await fetch(new URL(path, this.#api), { method, headers: typed, signal, ...sent });
      const read = (await response.json()) as Answer["body"]; // the public contract
      return { status: response.status, retryAfter: response.headers.get("retry-after"), body: read };
    } catch {
      return { status: 0, retryAfter: null, body: {} };
    }
  }
}

/** So many of a ticket type for a performance, by their places in the event. */
export interface Line {
  readonly type?: number;
  readonly night?: number;
  readonly quantity: number;
}

export interface OnSale {
  readonly id: string;
  readonly performances: readonly { readonly id: string }[];
  readonly ticketTypes: readonly { readonly id: string }[];
  readonly quotas: readonly { readonly id: string }[];
}

const named = ({ ticketTypes, performances }: OnSale, { type = 0, night = 0, quantity }: Line) => ({
  ...{ ticketTypeId: ticketTypes[type]?.id, performanceId: performances[night]?.id, quantity },
});

/** A pool, the places of the ticket types that draw on it, and of the one performance that it is for. */
export interface Pool {
  readonly capacity: number | null;
  readonly types: readonly number[];
  readonly night?: number;
}

/** A new event whose ticket types draw on these pools, published. */
export async function onSale(promoter: PromoterClient, pools: readonly Pool[], nights = 1): Promise<OnSale> {
  const types = Array.from({ length: Math.max(...pools.flatMap((pool) => pool.types)) + 1 }, (_, at) => `t${at}`);
  const event = await promoter.create<OnSale>({
    name: `Race ${crypto.randomUUID().slice(0, 8)}`,
    performances: Array.from({ length: nights }, (_, at) => ({ ref: `p${at}`, ...evening(40 + at) })),
    ticketTypes: types.map((ref, at) => ({ ref, name: `Type ${at}`, price: 2300 })),
    quotas: pools.map(({ capacity, types: own, night }, at) => ({
      ...{ name: `Quota ${at}`, capacity, ticketTypes: own.map((type) => types[type]) },
      ...(night !== undefined && { performance: `p${night}` }),
    })),
  });
  await promoter.publish(event.id);
  return event;
}
