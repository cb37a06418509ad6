import { EventActionName, type MyEvent, Preflight } from "@liveotter/contracts/promoter/events";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { inDays, input, type Member, newIsolate, performance, pointers } from "./api.ts";
import { as, owner, traces } from "./promoters.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  me = await api.signIn();
});

const step = (id: string, action: EventActionName, headers: Record<string, string> = {}) =>
  me.call("POST", `/v1/events/${id}/${action}`, { headers });
const stepped = async (id: string, ...actions: EventActionName[]): Promise<MyEvent> => {
  for (const action of actions) expect([action, (await step(id, action)).status]).toEqual([action, 200]);
  return me.read(id);
};
const seenByAll = async (id: string) => {
  const rows = await as("DATABASE_URL_PUBLIC").query(sql`SELECT status FROM events WHERE id = ${id}::uuid`);
  return rows.length === 1;
};
/** As time would: every performance is over. */
const lapse = (id: string) =>
  owner().query(sql`UPDATE performances SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'
    WHERE event_id = ${id}::uuid`);

describe("a step", () => {
  test("leads where the table says, and what is there already is answered as it is", async () => {
    const lives: [EventActionName[], MyEvent["status"], boolean][] = [
      [["publication", "withdrawal"], "draft", false],
      [["publication", "postponement"], "postponed", true],
      [["publication", "postponement", "rescheduling"], "published", true],
      [["publication", "cancellation"], "cancelled", true],
      [["publication", "postponement", "cancellation", "archiving"], "archived", false],
      [["archiving"], "archived", false],
    ];
    for (const [actions, status, seen] of lives) {
      const { id } = await me.created();
      const event = await stepped(id, ...actions);
      expect([actions, event.status, event.version]).toEqual([actions, status, 1 + actions.length]);
      expect([actions, await seenByAll(id)]).toEqual([actions, seen]);
      const again = await step(id, actions.at(-1) ?? "archiving");
      expect(again.status).toBe(200);
      expect(await again.json()).toEqual(event);
    }
  });

  test("that is not open is refused, and says why", async () => {
    const ways: Record<MyEvent["status"], EventActionName[]> = {
      draft: [],
      published: ["publication"],
      postponed: ["publication", "postponement"],
      cancelled: ["publication", "cancellation"],
      archived: ["archiving"],
    };
    const open: Record<MyEvent["status"], EventActionName[]> = {
      draft: ["publication", "withdrawal", "archiving"],
      published: ["publication", "withdrawal", "postponement", "rescheduling", "cancellation"],
      postponed: ["postponement", "rescheduling", "cancellation"],
      cancelled: ["cancellation", "archiving"],
      archived: ["archiving"],
    };
    for (const [status, actions] of Object.entries(ways) as [MyEvent["status"], EventActionName[]][]) {
      const { id } = await me.created();
      const event = await stepped(id, ...actions);
      expect(event.status).toBe(status);
      for (const action of EventActionName.options) {
        if (open[status].includes(action)) continue;
        const response = await step(id, action);
        expect([status, action, response.status]).toEqual([status, action, 409]);
        expect(await response.json()).toMatchObject({ code: "invalid-state" });
      }
      expect(await me.read(id)).toEqual(event);
    }
  });

  test("is told to every consumer where the public sees or saw it, and to the audit log always", async () => {
    const shown = await me.created();
    await stepped(shown.id, "publication", "withdrawal", "archiving");
    const { outbox, audit } = await traces(shown.id);
    expect(outbox).toHaveLength(9);
    expect(audit.map(({ action }) => action)).toEqual([
      "event.create",
      "event.publish",
      "event.withdraw",
      "event.archive",
    ]);
    const unseen = await me.created();
    await stepped(unseen.id, "archiving");
    expect((await traces(unseen.id)).outbox).toEqual([]);
  });

  test("goes from the version that If-Match names, and from no other", async () => {
    for (const action of ["publication", "archiving"] as const) {
      const { id, version } = await me.created();
      await me.change(id, version, { name: "Another" });
      expect((await step(id, action, { "if-match": `"${version}"` })).status).toBe(412);
      expect((await step(id, action, { "if-match": `"${version + 1}"` })).status).toBe(200);
    }
  });

  test("is taken once by many at a time", async () => {
    const { id, version } = await me.published();
    const responses = await Promise.all(Array.from({ length: 5 }, () => step(id, "postponement")));
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect((await me.read(id)).version).toBe(version + 1);
    expect((await traces(id)).audit.filter(({ action }) => action === "event.postpone")).toHaveLength(1);
  });

  test("into the archive waits until a published event is over", async () => {
    const { id } = await me.published();
    const early = await step(id, "archiving");
    expect(early.status).toBe(409);
    expect(await pointers(early)).toEqual(["/performances"]);
    await lapse(id);
    expect((await stepped(id, "archiving")).status).toBe("archived");
    const change = await me.change(id, 3, { name: "Too late" });
    expect(change.status).toBe(409);
    expect(await pointers(change)).toEqual(["/status"]);
  });

  test("back to the public needs something upcoming", async () => {
    const { id } = await me.published();
    await stepped(id, "postponement");
    await lapse(id);
    const response = await step(id, "rescheduling");
    expect(response.status).toBe(409);
    expect(await pointers(response)).toEqual(["/performances"]);
  });

  test("is not there for others, nor under another name", async () => {
    const stranger = await api.signIn();
    const { id } = await me.published();
    for (const action of EventActionName.options)
      expect((await stranger.call("POST", `/v1/events/${id}/${action}`)).status).toBe(404);
    expect((await me.call("POST", `/v1/events/${id}/deletion`)).status).toBe(404);
    expect((await me.read(id)).status).toBe("published");
  });
});

/** Wrong in three ways, and lacking some things besides. */
const faulty = () =>
  input({
    performances: [performance(), performance()],
    sales: { zone: "UTC", presale: { date: inDays(9), time: "12:00" }, onSale: { date: inDays(60), time: "12:00" } },
    ticketTypes: [{ ref: "entry", name: "Entry", price: 0, minPerOrder: 4 }],
    quotas: [{ name: "Hall", capacity: 0, ticketTypes: ["entry"] }],
  });

describe("preflight", () => {
  test("lists everything, with a pointer to each field", async () => {
    const { id, version } = await me.created(faulty());
    const response = await me.call("GET", `/v1/events/${id}/preflight`);
    const preflight = Preflight.parse(await response.json());
    expect(preflight).toMatchObject({ version, publishable: false });
    const lines = preflight.findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
    expect(lines).toEqual([
      "error duplicate-performance /performances/1",
      "error on-sale-after-last /sales/onSale",
      "warning no-description /description",
      "warning no-cover /cover",
      "warning all-free /ticketTypes",
      "warning no-capacity /quotas/0/capacity",
    ]);
  });

  test("names prices that the promoter's fees use up, with what is charged instead", async () => {
    const fees = { perTicket: 1000, perOrder: 0, percent: 0, paidBy: "promoter" };
    const { id } = await me.created({ fees, ticketTypes: [{ ref: "entry", name: "Entry", price: 400 }] });
    const { publishable, findings } = Preflight.parse(
      await (await me.call("GET", `/v1/events/${id}/preflight`)).json(),
    );
    expect(publishable).toBe(true);
    expect(findings).toContainEqual({
      ...{ severity: "warning", code: "fees-above-price", pointer: "/ticketTypes/0/price" },
      detail:
        "is too low for the fees you pay: €10.00 for an order of one ticket. We charge €4.00 of that, and you receive nothing",
    });
  });

  test("answers a publication with all its errors, and nothing is published", async () => {
    const { id } = await me.created(faulty());
    const response = await me.publish(id);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      code: "invalid-state",
      errors: [{ pointer: "/performances/1" }, { pointer: "/sales/onSale" }],
    });
    expect((await me.read(id)).status).toBe("draft");
    expect(await seenByAll(id)).toBe(false);
  });

  test("of a sound event finds no error, and is for its own promoter alone", async () => {
    const { id } = await me.created({ description: "All about it." });
    const found = Preflight.parse(await (await me.call("GET", `/v1/events/${id}/preflight`)).json());
    expect(found.publishable).toBe(true);
    expect(found.findings.map(({ code }) => code)).toEqual(["no-cover", "no-quota"]);
    const stranger = await api.signIn();
    expect((await stranger.call("GET", `/v1/events/${id}/preflight`)).status).toBe(404);
  });

  test("keeps holding for what is public: a change that would break it is refused", async () => {
    const event = await me.published();
    const response = await me.change(event.id, event.version, {
      performances: faulty().performances,
      sales: { zone: "UTC", onSale: { date: inDays(60), time: "12:00" } },
    });
    expect(response.status).toBe(409);
    expect(await pointers(response)).toEqual(["/performances/1", "/sales/onSale"]);
    expect(await me.read(event.id)).toEqual(event);
    const postponed = await stepped(event.id, "postponement");
    expect((await me.change(event.id, postponed.version, { performances: [] })).status).toBe(409);
  });

  test("does not keep what is over from being corrected", async () => {
    const event = await me.published();
    await lapse(event.id);
    expect((await me.change(event.id, event.version, { name: "Corrected" })).status).toBe(200);
  });
});

test("what is published is what was looked over, also when somebody changes it at that moment", async () => {
  for (let round = 0; round < 6; round++) {
    const { id, version } = await me.created();
    const [published, changed] = await Promise.all([me.publish(id), me.change(id, version, { performances: [] })]);
    const after = await me.read(id);
    if (after.status === "published") expect([after.performanceCount, changed.status === 200]).toEqual([1, false]);
    else expect([409, 412]).toContain(published.status);
    expect(after.version).toBe(version + 1);
  }
});
