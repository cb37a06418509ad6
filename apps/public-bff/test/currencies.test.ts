import { CURRENCIES, decimalText, formatMoney, minorDigits } from "@liveotter/core/money";
import { expect, test } from "vitest";
import { newIsolate } from "./api.ts";
import { clientOf, fanOf, good, line, selling } from "./selling.ts";

const client = clientOf(newIsolate());
const fan = fanOf(client);

test("workerd shows every currency with the decimals of ISO 4217", () => {
  for (const currency of CURRENCIES) {
    const [shown = ""] = /\d[\d.,]*\d/.exec(formatMoney(123_456_789, currency, "en")) ?? [];
    expect(shown.replaceAll(",", ""), currency).toBe(decimalText(123_456_789, minorDigits(currency)));
  }
});

test("an order in a currency that runtimes disagree about costs its minor units", async () => {
  const event = await selling({ currency: "RSD" as (typeof CURRENCIES)[number], ticketTypes: [{ price: 150_000 }] });
  const { currency, ticketTypes } = good(await client.readAvailability(event.performances[0] ?? ""));
  expect([currency, ticketTypes[0]?.price]).toEqual(["RSD", 150_000]);
  const order = await fan.ordered(good(await fan.hold(event, [line(event, 2)])));
  expect(order.quote).toMatchObject({ currency: "RSD", total: 300_000 });
  expect(formatMoney(order.quote.total, order.quote.currency, "en").replaceAll(/\s/g, " ")).toBe("RSD 3,000.00");
});
