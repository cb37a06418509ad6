import type { MyEvent, PerformanceCancellationPreview } from "@liveotter/contracts/promoter/events";
import type { RefundProgress } from "@liveotter/contracts/promoter/sales";
import { instant } from "@liveotter/core/instant";
import { cancelPerformanceOrders } from "@liveotter/database/orders/cancel-performance-orders";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, type Member, newIsolate, pointers } from "./api.ts";
import { as, newMember, traces } from "./promoters.ts";
import { expectBalance, idOf, ok, onSale, ordered, paid, read, settleRefunds, told } from "./sold.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
});

const at = ({ id, performances }: Pick<MyEvent, "id" | "performances">, name: string, night = 0) =>
  `/v1/events/${id}/performances/${performances[night]?.id}/${name}`;
const preview = (event: MyEvent) =>
  ok<PerformanceCancellationPreview>(200, me.call("GET", at(event, "cancellation-preview")));
const cancel = (event: MyEvent, body: object = {}, version?: number, by = me) =>
  by.call("POST", at(event, "cancellation"), {
    body,
    ...(version !== undefined && { headers: { "if-match": `"${version}"` } }),
  });
const progress = ({ id }: MyEvent) => ok<RefundProgress>(200, me.call("GET", `/v1/events/${id}/refund-progress`));
/** As jobs do. */
const settle = (event: MyEvent) =>
  cancelPerformanceOrders(as("DATABASE_URL_JOBS"), idOf(event.performances[0]?.id), instant(Date.now()), 100);

describe("scenario 69: one performance of two", () => {
  test("is looked over, cancelled, and its tickets refunded with visible progress, while the other sells on", async () => {
    const event = await onSale(me);
    const [mine, other] = [await paid(event, { tickets: 2 }), await paid(event, { performance: 1 })];
    await ordered(event);
    expect(await preview(event)).toEqual({
      ...{ version: event.version, currency: event.currency, orders: 1, pendingOrders: 1, tickets: 2, mails: 1 },
      ...{ amount: 2000, passes: { count: 0, amount: 0 } },
    });
    const before = await told(event);
    const cancelled = await ok<MyEvent>(200, cancel(event, {}, event.version));
    expect(cancelled.performances.map(({ status }) => status)).toEqual(["cancelled", "scheduled"]);
    expect(await told(event)).toBeGreaterThan(before);
    await expect(ordered(event)).rejects.toMatchObject({ code: "LO006" });
    expect(await progress(event)).toMatchObject({ state: "running", ordersWaiting: 2 });
    await settle(event);
    expect(await progress(event)).toMatchObject({
      state: "running",
      refunds: { requested: { count: 1, amount: 2000 } },
    });
    await settleRefunds(mine);
    expect(await progress(event)).toMatchObject({ state: "done", ordersWaiting: 0 });
    expect((await read(me, mine)).mails.map(({ topic }) => topic)).toContain("performance-cancelled");
    expect(await read(me, other)).toMatchObject({ state: "paid" });
    await paid(event, { performance: 1 });
    await expectBalance(event);
    const { audit } = await traces(event.id);
    expect(audit.map(({ action }) => action)).toEqual(["event.create", "event.publish", "event.cancel-performance"]);
  });

  test("asked twice, or at once, is one cancellation; an old version cancels nothing", async () => {
    const event = await onSale(me);
    await paid(event);
    expect((await cancel(event, {}, event.version + 1)).status).toBe(412);
    expect((await preview(event)).version).toBe(event.version);
    const [one, two] = await Promise.all([cancel(event), cancel(event)]);
    expect([one.status, two.status].every((status) => status === 200 || status === 409)).toBe(true);
    const again = await ok<MyEvent>(200, cancel(event, {}, event.version));
    expect(again.version).toBe(event.version + 1);
  });

  test("asks what becomes of passes, refuses the last performance, and is for owners once it has orders", async () => {
    const event = await onSale(me);
    const pass = await paid(event, { type: 1 });
    expect((await preview(event)).passes).toMatchObject({ count: 1 });
    const silent = await cancel(event);
    expect([silent.status, await pointers(silent)]).toEqual([400, ["/passes"]]);
    const manager = await api.signIn(await newMember(me.promoter.id, "manager"));
    expect((await cancel(event, { passes: "keep" }, undefined, manager)).status).toBe(403);
    await ok(200, cancel(event, { passes: "keep" }));
    await settle(event);
    expect((await read(me, pass)).items[0]?.tickets.map(({ state }) => state).sort()).toEqual(["cancelled", "valid"]);
    const last = await me.call("POST", at(event, "cancellation", 1), { body: { passes: "keep" } });
    expect([last.status, await pointers(last)]).toEqual([409, ["/performances"]]);
    const draft = await me.created();
    const early = await cancel(draft);
    expect([early.status, await pointers(early)]).toEqual([409, ["/status"]]);
  });
});
