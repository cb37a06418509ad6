import type { ProviderNews } from "@liveotter/core/box-office/hear-webhook";
import type { Instant } from "@liveotter/core/instant";
import { fieldsOf, readCharge, readDispute, readOrigin, readRefund, textOf } from "./test-wire.ts";

/** What a webhook tells. `other`: genuine, and nothing that we know. */
export type WebhookNews = ProviderNews | { readonly about: "other" };

/** How far apart the two clocks may be; what is older was overheard, perhaps. */
const WINDOW_MS = 5 * 60_000;

/**
 * What the provider `test` says by webhook, or `null` when it was not the provider who said it, or not now.
 * `signature` is `Payment-Signature`: `t=seconds,v1=hex`.
 */
export async function readTestWebhook(
  secret: string,
  body: Uint8Array,
  signature: string,
  now: Instant,
): Promise<WebhookNews | null> {
  const [, seconds = "", hex = ""] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (hex === "" || Math.abs(Number(seconds) * 1000 - now) > WINDOW_MS) return null;
  const bytes = Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
  const prefix = new TextEncoder().encode(`${seconds}.`);
  const signed = new Uint8Array(prefix.length + body.length);
  signed.set(prefix);
  signed.set(body, prefix.length);
  // Compares in constant time: https://w3c.github.io/webcrypto/#hmac-operations-verify
  if (!(await crypto.subtle.verify("HMAC", await keyOf(secret), bytes, signed))) return null;
  return newsIn(body);
}

function newsIn(body: Uint8Array): WebhookNews {
  let event: ReadonlyMap<string, unknown>;
  try {
    event = fieldsOf(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return { about: "other" };
  }
  const [type, data] = [textOf(event, "type"), event.get("data")];
  const origin = readOrigin(data);
  const charge = type === "charge.updated" ? readCharge(data) : null;
  if (charge !== null) return { about: "charge", origin, report: charge };
  const refund = type === "refund.updated" ? readRefund(data) : null;
  if (refund !== null) return { about: "refund", origin, report: refund };
  const dispute = type === "dispute.updated" ? readDispute(data) : null;
  return dispute === null ? { about: "other" } : { about: "dispute", origin, report: dispute };
}

const keyOf = (secret: string) =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
