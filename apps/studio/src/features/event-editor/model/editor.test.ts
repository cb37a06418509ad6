import type { Problem } from "@liveotter/contracts/problem";
import type { EventChange } from "@liveotter/contracts/promoter/events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { KeptEdits } from "./edit-session.ts";
import { Editor, type EditorWorld } from "./editor.ts";
import type { EventForm, PerformanceLine } from "./event-form.ts";
import { valueAt, withValueAt } from "./form-path.ts";
import { newTicketType } from "./lines.ts";
import { DRAFT, StandInServer } from "./stand-in-server.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(server: StandInServer) {
  const kept: { last: KeptEdits | null } = { last: null };
  const keep = (edits: KeptEdits | null) => {
    kept.last = edits;
    return true;
  };
  const editor = new Editor({ read: server.read, change: server.change, keep }, server.event, server.etag);
  const set = (path: readonly string[], value: unknown) => editor.edit((form) => withValueAt(form, path, value));
  const mine = () => editor.state().session.mine;
  return { editor, set, mine, kept, kind: () => editor.state().saving.kind };
}
const T1 = "0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d";
const pause = () => vi.advanceTimersByTimeAsync(1000);

const line = (key: string, date: string): PerformanceLine => ({
  ...{ key, date, time: "20:00", fold: null, endDate: "", durationMinutes: "", online: false },
  where: { kind: "online", zone: "Europe/Warsaw" },
});
const withPerformance = (added: PerformanceLine) => (form: EventForm) => ({
  ...form,
  performances: [...form.performances, added],
});

describe("a draft", () => {
  it("is saved once nobody has typed for a moment, as one change", async () => {
    const server = new StandInServer();
    const { set, kind, kept } = open(server);
    for (const name of ["A", "Ad", "Ada L", "Ada Lo"]) set(["name"], name);
    set(["summary"], "Short");
    expect(kind()).toBe("pending");
    expect(kept.last?.mine.name).toBe("Ada Lo");
    await pause();
    expect(server.changes).toEqual([{ name: "Ada Lo", summary: "Short" }]);
    expect(kind()).toBe("idle");
    expect(kept.last).toBeNull();
  });

  it("sends what is typed during a save after it, never at the same time", async () => {
    const server = new StandInServer();
    let running = 0;
    let most = 0;
    const slow = vi.fn(async (...args: Parameters<typeof server.change>) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5000));
      running--;
      return server.change(...args);
    });
    const editor = new Editor({ read: server.read, change: slow, keep: () => true }, server.event, server.etag);
    editor.edit((form) => ({ ...form, name: "One" }));
    await vi.advanceTimersByTimeAsync(2000);
    editor.edit((form) => ({ ...form, name: "One two " }));
    // As "Try now", or a window that is looked at again, does.
    void editor.save();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.event.name).toBe("One two");
    // The space stands until the next reading: somebody is still typing behind it.
    expect(editor.state().session.mine.name).toBe("One two ");
    expect(slow).toHaveBeenCalledTimes(2);
    expect(most).toBe(1);
  });

  it("keeps its new lines' ids straight, and never adds a line twice when an answer is lost", async () => {
    const server = new StandInServer();
    const { editor, set, mine } = open(server);
    editor.edit(withPerformance(line("k1", "2027-05-02")));
    editor.edit(withPerformance(line("k2", "2027-05-01")));
    server.fault = "lost";
    await pause();
    expect(server.event.performances).toHaveLength(2);
    set(["performances", "k1", "time"], "21:00");
    server.fault = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.event.performances.map(({ date, time }) => `${date} ${time}`)).toEqual([
      "2027-05-01 20:00",
      "2027-05-02 21:00",
    ]);
    expect(editor.state().session.conflicts).toEqual([]);
    expect(
      mine()
        .performances.map(({ key }) => key)
        .sort(),
    ).toEqual(server.event.performances.map(({ id }) => id).sort());
  });

  it("points new quotas at new ticket types, and at their ids from then on", async () => {
    const server = new StandInServer();
    const { editor, mine } = open(server);
    editor.edit((form) => ({
      ...form,
      ticketTypes: [{ ...newTicketType("t1"), name: "Standard", price: "12,5" }],
      quotas: [{ key: "q1", name: "All", capacity: "100", performance: "", ticketTypes: ["t1"] }],
    }));
    await pause();
    const [type] = server.event.ticketTypes;
    expect(type?.price).toBe(1250);
    expect(server.event.quotas[0]?.ticketTypes).toEqual([type?.id]);
    expect(mine().quotas[0]?.ticketTypes).toEqual([type?.id]);
  });

  it("saves what is valid, and keeps what is not here until it is", async () => {
    const server = new StandInServer();
    const { editor, set, mine, kept } = open(server);
    editor.edit(withPerformance(line("k1", "2027-05-02")));
    await pause();
    const key = mine().performances[0]?.key ?? "";
    set(["name"], "Renamed");
    set(["performances", key, "time"], "2");
    set(["url"], "not an address");
    await pause();
    expect(server.event).toMatchObject({ name: "Renamed", url: null });
    expect(server.event.performances[0]?.time).toBe("20:00");
    expect(mine()).toMatchObject({ url: "not an address", performances: [{ time: "2" }] });
    expect(kept.last?.mine.url).toBe("not an address");
    set(["performances", key, "time"], "22:00");
    await pause();
    expect(server.event.performances[0]?.time).toBe("22:00");
  });

  it("holds back what the server refused, points at it, and saves the rest", async () => {
    const server = new StandInServer();
    const { editor, set } = open(server);
    const nowhere = {
      kind: "venue",
      venueId: "00000000-0000-4000-8000-000000000000",
      name: "N",
      city: "C",
      country: "PL",
      zone: "Europe/Warsaw",
    } as const;
    editor.edit(withPerformance({ ...line("k1", "2027-05-02"), where: nowhere }));
    set(["name"], "Renamed");
    await pause();
    expect(server.event).toMatchObject({ name: "Renamed", performances: [] });
    expect(editor.state().session.refusals[0]).toMatchObject({
      path: ["performances", "k1", "where", "venueId"],
      detail: "Is no venue",
    });
    set(["performances", "k1", "where"], { kind: "online", zone: "Europe/Warsaw" });
    await pause();
    expect(server.event.performances).toHaveLength(1);
    expect(editor.state().session.refusals).toEqual([]);
  });

  it("says that it is not saved while the server cannot be reached, tries again, and loses nothing", async () => {
    const server = new StandInServer();
    const { set, kind, kept } = open(server);
    server.fault = "unreachable";
    set(["name"], "Typed in the dark");
    await pause();
    expect(kind()).toBe("offline");
    expect(kept.last?.mine.name).toBe("Typed in the dark");
    server.fault = "busy";
    set(["summary"], "And more");
    await vi.advanceTimersByTimeAsync(40_000);
    expect(kind()).toBe("offline");
    server.fault = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(kind()).toBe("idle");
    expect(server.event).toMatchObject({ name: "Typed in the dark", summary: "And more" });
    expect(kept.last).toBeNull();
  });

  it("stops trying when nobody is signed in, and goes on when asked", async () => {
    const server = new StandInServer();
    const { editor, set, kind } = open(server);
    server.fault = "unauthenticated";
    set(["name"], "Mine");
    await pause();
    expect(kind()).toBe("signed-out");
    server.fault = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.event.name).toBe("Ada");
    await editor.save();
    expect(server.event.name).toBe("Mine");
  });

  it("never sends prices of one currency as another's", async () => {
    const server = new StandInServer({
      ...DRAFT,
      ticketTypes: [
        {
          id: T1,
          name: "Standard",
          description: "",
          price: 1250,
          phases: [],
          hidden: false,
          minPerOrder: null,
          maxPerOrder: null,
          pass: null,
        },
      ],
    });
    const { set } = open(server);
    set(["currency"], "JPY");
    await pause();
    expect(server.event.currency).toBe("EUR");
    set(["ticketTypes", T1, "price"], "1500");
    await pause();
    expect(server.event).toMatchObject({ currency: "JPY", ticketTypes: [{ price: 1500 }] });
  });
});

describe("two people at one event", () => {
  it("merge what they typed in different fields without a question", async () => {
    const server = new StandInServer();
    const [a, b] = [open(server), open(server)];
    a.set(["name"], "By A");
    b.set(["summary"], "By B");
    await pause();
    expect(server.event).toMatchObject({ name: "By A", summary: "By B" });
    expect(b.mine().name).toBe("By A");
    expect(b.editor.state().session.conflicts).toEqual([]);
  });

  it("are asked about the same field, with nothing overwritten before they choose", async () => {
    const server = new StandInServer();
    const [a, b] = [open(server), open(server)];
    a.set(["name"], "By A");
    await pause();
    b.set(["name"], "By B");
    b.set(["summary"], "Also by B");
    await pause();
    expect(server.event).toMatchObject({ name: "By A", summary: "Also by B" });
    expect(b.editor.state().session.conflicts).toEqual([["name"]]);
    expect(b.mine().name).toBe("By B");
    b.editor.resolve(["name"], "mine");
    await pause();
    expect(server.event.name).toBe("By B");
    expect(b.editor.state().session.conflicts).toEqual([]);
    a.editor.receive(server.event, server.etag);
    expect(a.mine()).toMatchObject({ name: "By B", summary: "Also by B" });
  });

  it("may keep a line that the other deleted, as a new one", async () => {
    const server = new StandInServer();
    open(server).editor.edit(withPerformance(line("k1", "2027-05-02")));
    await pause();
    const [a, b] = [open(server), open(server)];
    const key = a.mine().performances[0]?.key ?? "";
    a.editor.edit((form) => ({ ...form, performances: [] }));
    await pause();
    b.set(["performances", key, "time"], "23:00");
    await pause();
    expect(b.editor.state().session.conflicts).toEqual([["performances", key]]);
    expect(server.event.performances).toEqual([]);
    b.editor.resolve(["performances", key], "mine");
    await pause();
    expect(server.event.performances).toMatchObject([{ time: "23:00" }]);
    expect(server.event.performances[0]?.id).not.toBe(key);
  });
});

describe("a public event", () => {
  const published = { ...DRAFT, status: "published", publishedAt: "2026-02-01T00:00:00Z" } as const;

  it("changes only when somebody says so, all at once", async () => {
    const server = new StandInServer(published);
    const { editor, set, kept } = open(server);
    set(["name"], "Half typ");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.changes).toEqual([]);
    expect(kept.last?.mine.name).toBe("Half typ");
    set(["name"], "Typed");
    set(["tags"], ["new"]);
    await editor.save();
    expect(server.changes).toEqual([{ name: "Typed", tags: ["new"] }]);
  });

  it("is saved at the cost of carts only after a refusal, and only if its promoter asks for it", async () => {
    const server = new StandInServer(published);
    const shortage = { free: 2, inCarts: 3 };
    const sent: EventChange[] = [];
    const change: EditorWorld["change"] = async (change, etag) => {
      sent.push(change);
      if (change.alsoFromCarts) return server.change(change, etag);
      const problem: Problem = {
        ...{ type: "about:blank", title: "Too few are left", status: 409, code: "sold-out", requestId: "r1" },
        ...{ errors: [{ pointer: "/quotas/0/capacity", detail: "must be at least 5" }], shortage },
      };
      return { ok: false, problem, headers: new Headers() };
    };
    const editor = new Editor({ read: server.read, change, keep: () => true }, server.event, server.etag);
    editor.edit((form) => ({ ...form, summary: "Fewer places" }));
    await editor.save();
    expect(editor.state().saving).toEqual({ kind: "refused", detail: "a quota must be at least 5.", shortage });
    await editor.save({ alsoFromCarts: true });
    expect([editor.state().saving.kind, server.event.summary]).toEqual(["idle", "Fewer places"]);
    editor.edit((form) => ({ ...form, summary: "Fewer still" }));
    await editor.save();
    expect(sent.map(({ alsoFromCarts }) => alsoFromCarts)).toEqual([undefined, true, undefined]);
  });

  it("is not changed by halves: a conflict waits for a choice with all else", async () => {
    const server = new StandInServer(published);
    const [a, b] = [open(server), open(server)];
    a.set(["name"], "By A");
    await a.editor.save();
    b.set(["name"], "By B");
    b.set(["summary"], "By B");
    await b.editor.save();
    expect(server.event).toMatchObject({ name: "By A", summary: "" });
    b.editor.resolve(["name"], "theirs");
    await b.editor.save();
    expect(server.event).toMatchObject({ name: "By A", summary: "By B" });
  });
});

describe("edits of a window that is gone", () => {
  it("come back into what is newer by now", async () => {
    const server = new StandInServer();
    const before = open(server);
    server.fault = "unreachable";
    before.set(["name"], "Before the crash");
    const kept = before.kept.last;
    before.editor.close();
    server.fault = null;
    const other = open(server);
    other.set(["summary"], "Meanwhile");
    await pause();
    const after = open(server);
    expect(kept !== null && after.editor.restore(kept)).toBe(true);
    await pause();
    expect(server.event).toMatchObject({ name: "Before the crash", summary: "Meanwhile" });
  });
});

it("tells what stands at a path that is gone", () => {
  expect(valueAt(open(new StandInServer()).mine(), ["performances", "nowhere", "date"])).toBeUndefined();
});
