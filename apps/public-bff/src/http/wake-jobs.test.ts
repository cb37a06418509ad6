import { makeLogger } from "@liveotter/integrations/telemetry/logger";
import { expect, test, vi } from "vitest";
import { jobsWaker, leavesWork } from "./wake-jobs.ts";

const log = makeLogger("test", { write: () => {} });

test("orders, searches for them and what providers tell leave work; looking, holds and refusals do not", () => {
  const leaves = (method: string, path: string, status = 201) =>
    leavesWork(new Request(`https://a.example${path}`, { method }), new Response(null, { status }));
  for (const path of [
    "/v1/orders",
    "/v1/orders/x/payments",
    "/v1/order-searches",
    "/v1/webhooks/payments/test",
    "/v1/events/a/interests",
  ]) {
    expect([path, leaves("POST", path, 204)]).toEqual([path, true]);
  }
  expect(leaves("PATCH", "/v1/orders/x/tickets/y", 200)).toBe(true);
  expect([leaves("GET", "/v1/orders/x"), leaves("POST", "/v1/holds"), leaves("POST", "/v1/orders", 409)]).toEqual([
    ...[false, false, false],
  ]);
});

test("what is written within a second is one message, sent after it; a message that was not taken is tried again", async () => {
  const send = vi.fn(async () => {});
  const wake = jobsWaker({ send }, log);
  for (const now of [5000, 5400, 5999, 6000]) await wake("r", now);
  expect(send.mock.calls).toEqual([
    [{ requestId: "r" }, { delaySeconds: 1 }],
    [{ requestId: "r" }, { delaySeconds: 1 }],
  ]);
  send.mockRejectedValueOnce(new Error("no"));
  await wake("r", 8000);
  await wake("r", 8001);
  expect(send).toHaveBeenCalledTimes(4);
});
