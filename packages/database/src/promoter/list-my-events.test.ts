import type { PromoterId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import { as, created, newPromoter, performance } from "../../test/fixture.ts";
import type { Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import type { Actor } from "./event-draft.ts";
import { listMyEvents, type MyEventKey, type MyEventQuery, type MyEventSort } from "./list-my-events.ts";
import { updateEvent } from "./update-event.ts";

const now = () => instant(Date.now());
const list = (actor: Actor, query: Partial<MyEventQuery> = {}) =>
  listMyEvents(as("promoter"), actor.promoterId, { limit: 50, ...query }, now());
const names = async (actor: Actor, query: Partial<MyEventQuery> = {}) =>
  (await list(actor, query)).items.map(({ name }) => name);

describe("searching one's own events", () => {
  it("finds words by their beginnings in names, tags, cities and venues, all of them, without accents and case", async () => {
    const actor = await newPromoter();
    const venue = { kind: "new-venue", name: "Cafe Łódź", street: null, city: "Köln", country: "DE" } as const;
    const where = { ...venue, lat: null, lon: null };
    await created(actor, { name: "Zażółć gęślą", tags: ["Jaźń"] });
    await created(actor, { name: "Second", performances: [performance(24, { where })] });
    for (const words of [["zazo"], ["gesla"], ["jazn"], ["krak"], ["krakow", "zazolc"]]) {
      expect(await names(actor, { words }), words.join(" ")).toEqual(["Zażółć gęślą"]);
    }
    for (const words of [["koln"], ["lodz"], ["caf"], ["lod", "sec"]]) {
      expect(await names(actor, { words }), words.join(" ")).toEqual(["Second"]);
    }
    for (const words of [["azolc"], ["zazolc", "koln"], ["zazolcc"], ["%"]]) {
      expect(await names(actor, { words }), words.join(" ")).toEqual([]);
    }
  });

  it("follows each change, and forgets what is gone", async () => {
    const actor = await newPromoter();
    const event = await created(actor, { name: "Old name", tags: ["folk"] });
    const change = { name: "New words", tags: [], performances: [performance(24, { where: { kind: "online" } })] };
    await updateEvent(as("promoter"), actor, { eventId: event.id, version: event.version }, change, now());
    for (const word of ["old", "folk", "krakow"]) expect(await names(actor, { words: [word] })).toEqual([]);
    expect(await names(actor, { words: ["new", "words"] })).toEqual(["New words"]);
    const [rows] = await asPromoter(as("promoter"), actor.promoterId, [
      sql`SELECT word FROM event_words WHERE event_id = ${event.id}::uuid ORDER BY word`,
    ]);
    expect(rows).toEqual([{ word: "new" }, { word: "words" }]);
  });

  it("finds what another promoter has never", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    await created(theirs, { name: "Otters" });
    expect(await names(mine, { words: ["otters"] })).toEqual([]);
  });

  it("goes by the words' index through one promoter's words alone, however many others there are", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    await many(mine.promoterId, 3000);
    await many(theirs.promoterId, 6000);
    await as("owner").query(sql`ANALYZE events, event_words, performances`);
    const plan = await explain((db) => listMyEvents(db, mine.promoterId, { limit: 20, words: ["rare7"] }, now()));
    const [words, ...others] = nodesOf(plan).filter((node) => String(node["Index Name"]).startsWith("event_words"));
    expect(others).toEqual([]);
    expect(words?.["Index Name"]).toBe("event_words_pkey");
    expect(String(words?.["Index Cond"])).toMatch(/promoter_id = .* AND .*word >= /);
    // Of 3,000 events of its own 330 have such a word, of all 9,000 there are 990.
    expect(Number(words?.["Actual Rows"])).toBe(330);
    const whole = nodesOf(plan)
      .filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"]);
    expect(whole).not.toContain("events");
    expect(await names(mine, { words: ["rare7"] })).toHaveLength(50);
  }, 60_000);
});

describe("filtering one's own events", () => {
  it("hides what is archived unless it is asked for", async () => {
    const actor = await newPromoter();
    await created(actor, { name: "Draft" });
    const { id } = await created(actor, { name: "Archived" });
    await as("owner").query(sql`UPDATE events SET status = 'archived' WHERE id = ${id}::uuid`);
    expect(await names(actor)).toEqual(["Draft"]);
    expect(await names(actor, { status: "archived" })).toEqual(["Archived"]);
    expect(await names(actor, { status: "draft" })).toEqual(["Draft"]);
  });

  it("goes by the local dates of any one performance, its last day included", async () => {
    const actor = await newPromoter();
    const on = (date: string, endDate: string | null = null) => performance(48, { date, endDate, time: null });
    await created(actor, { name: "Early and late", performances: [on("2031-01-01"), on("2031-12-01")] });
    await created(actor, { name: "Summer", performances: [on("2031-06-01", "2031-06-10")] });
    expect(await names(actor, { from: "2031-06-05", to: "2031-06-06" })).toEqual(["Summer"]);
    expect(await names(actor, { from: "2031-06-10" })).toEqual(["Summer", "Early and late"]);
    expect(await names(actor, { from: "2031-06-11", to: "2031-11-30" })).toEqual([]);
    expect(await names(actor, { to: "2031-01-01" })).toEqual(["Early and late"]);
    expect(await names(actor, { from: "0000-01-01", to: "9999-12-31" })).toHaveLength(2);
  });
});

describe("paging through one's own events", () => {
  it.each(["created", "changed", "name", "date"] as const)(
    "by %s gives each event once, in order, though others come in between",
    async (sort: MyEventSort) => {
      const actor = await newPromoter();
      const hours = [30, -30, 60, -60, 90];
      for (const [n, hour] of hours.entries()) {
        // Two of a name and of a time: ties are broken by id.
        await created(actor, { name: `Name ${n % 3}`, performances: [performance(hour), performance(hour - 2000)] });
        await created(actor, { name: `Name ${n % 3}`, performances: hour > 0 ? [performance(hour)] : [] });
      }
      const whole = await list(actor, { sort });
      expect(whole.items).toHaveLength(10);
      const seen: string[] = [];
      let after: MyEventKey | null = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list(actor, { sort, limit: 3, after: after ?? undefined });
        seen.push(...page.items.map(({ id }) => id));
        after = page.after;
        // Comes before or behind, never among what was seen or twice.
        await created(actor, { name: "A newcomer", performances: [performance(1)] });
      } while (after !== null);
      const ids: string[] = whole.items.map(({ id }) => id);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
    },
  );

  it("by date puts the soonest first, then what is over, latest first, then what has no date", async () => {
    const actor = await newPromoter();
    await created(actor, { name: "none", performances: [] });
    await created(actor, { name: "long over", performances: [performance(-900)] });
    await created(actor, { name: "just over", performances: [performance(-9)] });
    await created(actor, { name: "far", performances: [performance(900)] });
    await created(actor, { name: "soon", performances: [performance(9), performance(-900)] });
    expect(await names(actor, { sort: "date" })).toEqual(["soon", "far", "just over", "long over", "none"]);
  });
});

/** Events as the owner writes them: with words, without performances. */
async function many(promoterId: PromoterId, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await as("owner").query(
    sql`INSERT INTO events (id, promoter_id, slug, name, name_key, name_words, genre, currency)
      SELECT id, ${promoterId}::uuid, 'many-' || id, 'Common', 'common', 'common rare' || (n % 100), 'jazz', 'EUR'
      FROM unnest(${sql.param(ids)}::uuid[]) WITH ORDINALITY AS given (id, n)`,
  );
}

interface PlanNode {
  readonly Plans?: readonly PlanNode[];
  readonly [field: string]: unknown;
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** How Postgres runs the last statement of `work` as the promoter's role. */
async function explain(work: (db: Database) => Promise<unknown>): Promise<PlanNode> {
  let plan: PlanNode | undefined;
  const db: Database = {
    ...as("promoter"),
    async transaction(statements, options) {
      const explained = statements.map((statement: SQL, n) =>
        n === statements.length - 1 ? sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}` : statement,
      );
      const results = await as("promoter").transaction(explained, options);
      const [row] = (results.at(-1) ?? []) as { "QUERY PLAN": { Plan: PlanNode }[] }[];
      plan = row?.["QUERY PLAN"][0]?.Plan;
      return results.map(() => []);
    },
  };
  await work(db);
  if (plan === undefined) throw new Error("nothing was explained");
  return plan;
}
