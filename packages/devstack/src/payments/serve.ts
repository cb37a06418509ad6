/**
 * The payment provider `test`: a server of its own with a wire format of its own, as README.md beside it says. No money
 * moves. Everything of `/v1` and the second step meets the faults of `payments`; `/test` is its back door.
 */
import { timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import type { Faults } from "../faults.ts";
import { type GateAnswer, type GateRequest, gated, json, type Listener, listen, problem } from "../gate.ts";
import type { PaymentsSettings } from "./back-door.ts";
import { PaymentsError } from "./charge.ts";
import { answerAs, Charges, refundJson } from "./charges.ts";
import { Journal } from "./journal.ts";
import { parseCharge, parseDispute, parseRefund, parseSettings } from "./parse.ts";
import { secondStepPage, sendBack } from "./second-step.ts";
import { Traffic } from "./traffic.ts";
import { sign, Webhooks } from "./webhooks.ts";

export interface PaymentsOptions {
  port: number;
  dataDir: string;
  faults: Faults;
  /** The bearer key that callers show. */
  key: string;
  webhookSecret: string;
  /** Where webhooks go. */
  webhookUrl: string | null;
}

const MAX_BODY_BYTES = 64 * 1024;
const RIPEN_MS = 250;
const TOO_FAST = json(
  429,
  { error: { code: "rate_limited", message: "Too many refunds a second." } },
  { "retry-after": "1" },
);

export async function openPayments(options: PaymentsOptions): Promise<Listener> {
  const journal = new Journal(join(options.dataDir, "payments", "journal.jsonl"));
  let clockOffsetMs = 0;
  const traffic = new Traffic();
  const webhooks = new Webhooks({
    secret: options.webhookSecret,
    settings: { url: options.webhookUrl, copies: 2, minDelayMs: 50, maxDelayMs: 1500 },
    onDelivered: (event) => charges.deliver(event),
  });
  const charges = new Charges(
    {
      now: () => Date.now() + clockOffsetMs,
      keep: (change) => journal.append(change),
      onEvent: (event) => webhooks.add(event),
      secondStep: (id) => `http://localhost:${options.port}/second-step/${id}`,
    },
    journal.read(),
  );
  journal.rewrite(charges.dump());
  for (const event of charges.undelivered()) webhooks.add(event);

  const api = async (request: GateRequest, [what = "", name, verb]: readonly string[]): Promise<GateAnswer> => {
    if (!isAllowed(request, options.key)) throw new PaymentsError(401, "unauthorized", "This key opens nothing.");
    const call = `${request.method} ${what}${name === undefined ? "" : "/{id}"}${verb === undefined ? "" : `/${verb}`}`;
    const id = name ?? "";
    switch (call) {
      case "POST charges": {
        const { charge, made } = charges.charge(parseCharge(request.body), keyOf(request));
        await answerAs(charge.status === "cancelled" ? "" : charge.card, request.signal);
        return json(made ? 201 : 200, charges.json(charge));
      }
      case "GET charges": {
        const reference = new URL(request.url, "http://payments").searchParams.get("reference") ?? "";
        const found = charges.find(`reference:${reference}`);
        return json(200, { object: "list", data: found === undefined ? [] : [charges.json(found)] });
      }
      case "GET charges/{id}":
        return json(200, charges.json(charges.get(id)));
      case "POST charges/{id}/cancellation":
        return json(200, charges.json(charges.cancel(id)));
      case "POST refunds": {
        const { refund, made } = charges.refund(parseRefund(request.body), keyOf(request));
        return json(made ? 201 : 200, refundJson(refund));
      }
      case "GET refunds/{id}":
        return json(200, refundJson(charges.getRefund(id)));
      default:
        throw new PaymentsError(404, "not_found", "There is nothing here.");
    }
  };

  const secondStep = (request: GateRequest, id: string): GateAnswer => {
    const charge = charges.find(id);
    if (charge === undefined) return problem(404, "No such payment.");
    if (request.method === "GET") return secondStepPage(charge);
    if (request.method !== "POST") return problem(405, "Read it, or decide.");
    return sendBack(charges.decide(id, new URLSearchParams(request.body.toString()).get("decision") === "approve"));
  };

  const gate = gated({
    dependency: "payments",
    faults: options.faults,
    errorBody: (message) => ({ error: { code: "internal", message } }),
    handle: async (request) => {
      const [first = "", ...rest] = new URL(request.url, "http://payments").pathname.split("/").slice(1);
      if (first === "second-step") return secondStep(request, rest[0] ?? "");
      if (first !== "v1") throw new PaymentsError(404, "not_found", "There is nothing here.");
      return api(request, rest);
    },
  });

  /** Refund requests are limited and counted as they arrive, before any fault. */
  const front = (request: GateRequest): Promise<GateAnswer> => {
    if (request.method !== "POST" || request.url !== "/v1/refunds") return gate(request);
    const admitted = traffic.admit(Date.now());
    return traffic.count(async () => (admitted ? gate(request) : TOO_FAST));
  };

  const settings = (): PaymentsSettings => ({
    ...{ ...webhooks.settings, balance: charges.balance, clockOffsetMs, refundsPerSecond: traffic.perSecond },
  });
  const backDoor = (request: GateRequest, what: string): GateAnswer => {
    if (what === "events" && request.method === "GET") {
      const reference = new URL(request.url, "http://payments").searchParams.get("reference") ?? "";
      const signed = charges.eventsOf(reference).map(({ id, body }) => ({
        ...{ id, body },
        signature: sign(options.webhookSecret, body, Date.now()),
      }));
      return json(200, { events: signed });
    }
    if (what === "traffic") {
      if (request.method === "DELETE") traffic.reset();
      return json(200, traffic.counts);
    }
    if (what === "disputes" && request.method === "POST") {
      const { charge, status } = parseDispute(request.body);
      charges.dispute(charge, status);
      return { status: 204 };
    }
    if (what !== "settings")
      return problem(404, "Here are /test/settings, /test/disputes, /test/traffic and /test/events?reference=.");
    if (request.method === "PATCH") {
      const change = parseSettings(request.body);
      if (Array.isArray(change)) return problem(400, "These are no settings.", change);
      const { balance = charges.balance, clockOffsetMs: offset = clockOffsetMs, refundsPerSecond, ...sending } = change;
      if (refundsPerSecond !== undefined) traffic.perSecond = refundsPerSecond;
      clockOffsetMs = offset;
      if (balance !== charges.balance) charges.setBalance(balance);
      webhooks.settings = { ...webhooks.settings, ...sending };
      charges.ripen();
    }
    return json(200, settings());
  };

  const listener = await listen({
    port: options.port,
    maxBytes: MAX_BODY_BYTES,
    handle: async (request) => {
      const [first, second = ""] = new URL(request.url, "http://payments").pathname.split("/").slice(1);
      try {
        return first === "test" ? backDoor(request, second) : await front(request);
      } catch (error) {
        if (!(error instanceof PaymentsError)) throw error;
        return json(error.status, { error: { code: error.code, message: error.message } });
      }
    },
  });
  const clock = setInterval(() => charges.ripen(), RIPEN_MS);
  clock.unref();
  return {
    close: () => {
      clearInterval(clock);
      webhooks.stop();
      return listener.close();
    },
  };
}

function isAllowed({ headers }: GateRequest, key: string): boolean {
  const [shown, asked] = [Buffer.from(headers.authorization ?? ""), Buffer.from(`Bearer ${key}`)];
  return shown.length === asked.length && timingSafeEqual(shown, asked);
}

function keyOf({ headers }: GateRequest): string {
  const key = headers["idempotency-key"];
  if (typeof key === "string" && key !== "" && key.length <= 200) return key;
  throw new PaymentsError(400, "key_missing", "What moves money has an Idempotency-Key.");
}
