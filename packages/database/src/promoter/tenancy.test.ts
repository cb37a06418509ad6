import { readdir } from "node:fs/promises";
import type { EventId, OutboxId, PromoterId, SeriesId, UserId } from "@liveotter/core/ids";
import { asId, asOutboxId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, it } from "vitest";
import { as, draft, newPromoter, performance } from "../../test/fixture.ts";
import { digestOf, guardedOnlyBy, withoutConditions } from "../../test/one-guard.ts";
import type { Database } from "../connect.ts";
import { listImportRows, listImports, readImport } from "../imports/read-imports.ts";
import { requestUndo } from "../imports/request-undo.ts";
import { createEvent } from "./create-event.ts";
import { createSeries } from "./create-series.ts";
import type { Actor } from "./event-draft.ts";
import { type ExportKind, exportPage } from "./export-page.ts";
import { listAudit } from "./list-audit.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listMyEvents } from "./list-my-events.ts";
import { listSeries } from "./list-series.ts";
import { moveEvent } from "./move-event.ts";
import { publishEvent } from "./publish-event.ts";
import { readEventDeliveries } from "./read-event-deliveries.ts";
import { readMyEvent } from "./read-my-event.ts";
import { renameSeries } from "./rename-series.ts";
import { replayDelivery } from "./replay-delivery.ts";
import { setCover } from "./set-cover.ts";
import { updateEvent } from "./update-event.ts";

const now = () => instant(Date.now());

/** What somebody could name of another promoter's. */
interface Ids {
  readonly draft: EventId;
  readonly shown: EventId;
  readonly series: SeriesId;
  readonly delivery: OutboxId;
  readonly user: UserId;
  readonly import: string;
  readonly key: string;
}

/** A word that stands in everything of the other promoter's. */
const MARK = "Theirsalone";

interface Attempt {
  /** The file that it is about. */
  readonly file: string;
  readonly name: string;
  /** Acts for `me`, naming those ids. */
  readonly act: (db: Database, me: Actor, ids: Ids) => Promise<unknown>;
  /** What still protects once both guards are gone; then nothing can be seen to leak. */
  readonly third?: string;
}

const list = { limit: 100 };
const ATTEMPTS: readonly Attempt[] = [
  {
    ...{ file: "read-my-event.ts", name: "reading an event" },
    act: (db, { promoterId }, { draft: eventId }) => readMyEvent(db, { promoterId, eventId }),
  },
  ...(["created", "changed", "name", "date"] as const).map((sort) => ({
    ...{ file: "list-my-events.ts", name: `listing events by ${sort}` },
    act: (db: Database, { promoterId }: Actor) => listMyEvents(db, promoterId, { ...list, sort }, now()),
  })),
  {
    ...{ file: "list-my-events.ts", name: "searching events" },
    act: (db, { promoterId }) => listMyEvents(db, promoterId, { ...list, words: [MARK.toLowerCase()] }, now()),
  },
  {
    ...{ file: "list-my-events.ts", name: "listing a series' events" },
    act: (db, { promoterId }, { series: seriesId }) => listMyEvents(db, promoterId, { ...list, seriesId }, now()),
  },
  {
    ...{ file: "create-event.ts", name: "creating an event with a known key" },
    act: async (db, me, { key }) => (await createEvent(db, me, draft(), { key, body: "mine" }, now())).outcome,
  },
  {
    ...{ file: "create-event.ts", name: "creating an event in a series", third: "the composite foreign key" },
    act: async (db, me, { series: seriesId }) =>
      (await createEvent(db, me, draft({ seriesId }), { key: uuidv7(), body: "mine" }, now())).outcome,
  },
  {
    ...{ file: "update-event.ts", name: "changing an event" },
    act: (db, me, { draft: eventId }) => {
      const change = { name: "Defaced", performances: [performance(90)], ticketTypes: [] };
      return updateEvent(db, me, { eventId, version: 1 }, change, now());
    },
  },
  {
    ...{ file: "move-event.ts", name: "cancelling an event" },
    act: (db, me, { shown: eventId }) => moveEvent(db, me, { eventId, version: 2 }, "cancel", now()),
  },
  {
    ...{ file: "publish-event.ts", name: "publishing an event" },
    act: (db, me, { draft: eventId }) => publishEvent(db, me, { eventId, version: 1 }, now()),
  },
  {
    ...{ file: "set-cover.ts", name: "taking an event's cover away" },
    act: (db, me, { draft: eventId }) => setCover(db, me, { eventId, version: 1 }, null),
  },
  {
    ...{ file: "list-series.ts", name: "listing series" },
    act: (db, { promoterId }) => listSeries(db, promoterId, list),
  },
  {
    ...{ file: "create-series.ts", name: "creating a series with a known key" },
    act: async (db, me, { key }) => {
      const series = { name: "Mine", slug: `mine-${uuidv7()}` };
      return (await createSeries(db, me, series, { key: `series ${key}`, body: "mine" })).outcome;
    },
  },
  {
    ...{ file: "rename-series.ts", name: "renaming a series" },
    act: (db, me, { series: seriesId }) => renameSeries(db, me, { seriesId, version: 1 }, "Defaced"),
  },
  {
    ...{ file: "list-audit.ts", name: "reading the audit log" },
    act: (db, { promoterId }) => listAudit(db, promoterId, list),
  },
  {
    ...{ file: "list-audit.ts", name: "reading the audit log of an event" },
    act: (db, { promoterId }, { draft: subjectId }) => listAudit(db, promoterId, { ...list, subjectId }),
  },
  {
    ...{ file: "list-audit.ts", name: "reading the audit log of a person" },
    act: (db, { promoterId }, { user: actorId }) => listAudit(db, promoterId, { ...list, actorId }),
  },
  {
    ...{ file: "list-deliveries.ts", name: "listing deliveries" },
    act: (db, { promoterId }) => listDeliveries(db, promoterId, list),
  },
  {
    ...{ file: "read-event-deliveries.ts", name: "reading an event's deliveries" },
    act: (db, { promoterId }, { shown: eventId }) => readEventDeliveries(db, { promoterId, eventId }),
  },
  {
    ...{ file: "replay-delivery.ts", name: "replaying a delivery" },
    act: (db, me, { delivery }) => replayDelivery(db, me, delivery),
  },
  ...(["series", "event", "import", "audit"] as const).map((kind: ExportKind) => ({
    ...{ file: "export-page.ts", name: `exporting: ${kind}` },
    act: (db: Database, { promoterId }: Actor) => exportPage(db, promoterId, kind, { limit: 100, after: null }),
  })),
];

const IMPORTS: readonly Attempt[] = [
  {
    ...{ file: "../imports/read-imports.ts", name: "listing imports" },
    act: (db, { promoterId }) => listImports(db, promoterId, { limit: 100, after: undefined }),
  },
  {
    ...{ file: "../imports/read-imports.ts", name: "reading an import" },
    act: (db, { promoterId }, { import: importId }) => readImport(db, { promoterId, importId }),
  },
  {
    ...{ file: "../imports/read-imports.ts", name: "reading an import's rows" },
    act: (db, { promoterId }, { import: importId }) => {
      const page = { limit: 100, after: 0, outcome: undefined };
      return listImportRows(db, { promoterId, importId }, page);
    },
  },
  {
    ...{ file: "../imports/request-undo.ts", name: "undoing an import" },
    act: (db, me, { import: importId }) => requestUndo(db, me, importId),
  },
];

/** Files that reach no promoter's rows by themselves, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "apply-change.ts": "runs what update-event and move-event give it",
  "as-promoter.ts": "is the first guard's own switch",
  "find-venues.ts": "venues are everybody's",
  "read-venues-by-id.ts": "venues are everybody's",
  "place-performances.ts": "reads venues alone, which are everybody's",
  "forget-keys.ts": "works for jobs, across promoters",
  "audited-as.ts": "a part of statements",
  "event-parts.ts": "parts of statements",
  "event-draft.ts": "types",
  "my-event.ts": "parts of statements",
  "my-series.ts": "parts of statements",
};

let mine: Actor;
let theirs: Actor;
let ids: Ids;
/** Ids that are nobody's. */
const nobodys: Ids = {
  draft: newId<EventId>(),
  shown: newId<EventId>(),
  series: newId<SeriesId>(),
  delivery: number("999999999999"),
  user: newId<UserId>(),
  import: uuidv7(),
  key: uuidv7(),
};

beforeAll(async () => {
  [mine, theirs] = [await world("Mine"), await world(MARK)];
  const [row] = await as("owner").query<
    Record<"draft" | "shown" | "series" | "user" | "import", string> & { delivery: string }
  >(
    sql`SELECT (SELECT id FROM events WHERE promoter_id = p.id AND status = 'draft') AS draft,
      (SELECT id FROM events WHERE promoter_id = p.id AND status = 'published') AS shown,
      (SELECT id FROM series WHERE promoter_id = p.id) AS series,
      (SELECT user_id FROM promoter_members WHERE promoter_id = p.id) AS user,
      (SELECT id FROM imports WHERE promoter_id = p.id) AS import,
      (SELECT id::text FROM outbox WHERE promoter_id = p.id AND parked_at IS NOT NULL) AS delivery
    FROM promoters p WHERE id = ${theirs.promoterId}::uuid`,
  );
  if (row === undefined) throw new Error("no world was made");
  ids = {
    draft: known<EventId>(row.draft),
    shown: known<EventId>(row.shown),
    series: known<SeriesId>(row.series),
    user: known<UserId>(row.user),
    import: row.import,
    delivery: number(row.delivery),
    key: `key of ${theirs.promoterId}`,
  };
});

/** Whether the attempt learned or changed anything of the other promoter's, with only these guards. */
async function leaks(
  { act }: Attempt,
  guards: { rowLevelSecurity: boolean; conditions: boolean },
): Promise<{ leaked: string | null; bared: number }> {
  const before = await guardedOnlyBy(
    guards,
    async () => null,
    (client) => digestOf(client, theirs.promoterId),
  );
  const look = (client: Parameters<typeof digestOf>[0]) => digestOf(client, theirs.promoterId);
  const named = await guardedOnlyBy(guards, (db) => act(db, mine, ids), look);
  const unknown = await guardedOnlyBy(guards, (db) => act(db, mine, nobodys), look);
  const text = JSON.stringify(named.result);
  const { bared } = named;
  const shown = [MARK, theirs.promoterId, ids.user].some((word) => text.includes(word));
  if (shown) return { leaked: `shown: ${text.slice(0, 200)}`, bared };
  if (JSON.stringify(before.seen) !== JSON.stringify(named.seen)) return { leaked: "changed", bared };
  // As for what does not exist.
  if (text !== JSON.stringify(unknown.result)) return { leaked: `told apart: ${text.slice(0, 200)}`, bared };
  return { leaked: null, bared };
}

describe("what is another promoter's", () => {
  it.each([...ATTEMPTS, ...IMPORTS])("stays out of reach by row-level security alone: $name", async (attempt) => {
    const { leaked, bared } = await leaks(attempt, { rowLevelSecurity: true, conditions: false });
    expect(bared).toBeGreaterThan(0);
    expect(leaked).toBeNull();
  });

  it.each([...ATTEMPTS, ...IMPORTS])(
    "stays out of reach by the statement's own conditions alone: $name",
    async (attempt) => {
      const { leaked } = await leaks(attempt, { rowLevelSecurity: false, conditions: true });
      expect(leaked).toBeNull();
    },
  );

  it.each([...ATTEMPTS, ...IMPORTS])(
    "would be in reach without both, or else nothing was tried: $name",
    async (attempt) => {
      const { leaked } = await leaks(attempt, { rowLevelSecurity: false, conditions: false });
      if (attempt.third === undefined) expect(leaked).not.toBeNull();
      else expect(leaked, `kept by ${attempt.third}`).toBeNull();
    },
  );

  it("is tried for in every file of this folder", async () => {
    const files = (await readdir(new URL(".", import.meta.url))).filter((name) => !name.endsWith(".test.ts"));
    const tried = ATTEMPTS.map(({ file }) => file);
    expect(files.filter((name) => !tried.includes(name) && !(name in ELSEWHERE))).toEqual([]);
    expect(Object.keys(ELSEWHERE).filter((name) => tried.includes(name) || !files.includes(name))).toEqual([]);
  });
});

it("taking conditions away leaves the rest of a statement as it is", () => {
  expect(withoutConditions("WHERE e.promoter_id = $1::uuid AND p.promoter_id = e.promoter_id AND id = $2")).toBe(
    "WHERE $1::uuid IS NOT NULL AND true AND id = $2",
  );
});

/** A promoter with something of everything; `mark` stands in each name. */
async function world(mark: string): Promise<Actor> {
  const { promoterId } = await newPromoter();
  const userId = newId<UserId>();
  const owner = as("owner");
  await owner.transaction([
    sql`UPDATE promoters SET name = ${mark} WHERE id = ${promoterId}::uuid`,
    sql`INSERT INTO users (id, name, email, email_verified)
      VALUES (${userId}::uuid, ${mark}, ${`${userId}@example.test`}, true)`,
    sql`INSERT INTO promoter_members (promoter_id, user_id, role)
      VALUES (${promoterId}::uuid, ${userId}::uuid, 'owner')`,
    sql`INSERT INTO imports (id, promoter_id, user_id, name, format, publish, genre, currency, total_bytes)
      VALUES (${uuidv7()}::uuid, ${promoterId}::uuid, ${userId}::uuid, ${mark}, 'csv', false, 'jazz', 'EUR', 1)`,
  ]);
  const actor: Actor = { promoterId, userId, requestId: mark };
  const db = as("promoter");
  const seriesRequest = { key: `series key of ${promoterId}`, body: mark };
  const made = await createSeries(db, actor, { name: mark, slug: `s-${uuidv7()}` }, seriesRequest);
  const seriesId = made.outcome === "conflict" ? null : made.series.id;
  const where = { kind: "place", city: mark, country: "PL", lat: null, lon: null } as const;
  const parts = { name: mark, seriesId, performances: [performance(48, { where })], tags: [mark] };
  const request = { key: `key of ${promoterId}`, body: mark };
  await createEvent(db, actor, draft(parts), request, now());
  const shown = await createEvent(db, actor, draft(parts), { key: uuidv7(), body: mark }, now());
  if (shown.outcome !== "created") throw new Error(shown.outcome);
  await publishEvent(db, actor, { eventId: shown.event.id, version: 1 }, now());
  await owner.query(
    sql`UPDATE outbox SET parked_at = now(), attempts = 10 WHERE promoter_id = ${promoterId}::uuid AND consumer = 'search'`,
  );
  return actor;
}

function newId<T extends EventId | SeriesId | UserId | PromoterId>(): T {
  return known<T>(uuidv7());
}

function known<T extends EventId | SeriesId | UserId | PromoterId>(text: string): T {
  const id = asId<T>(text);
  if (id === null) throw new Error(`${text} is no id`);
  return id;
}

function number(text: string): OutboxId {
  const id = asOutboxId(text);
  if (id === null) throw new Error(`${text} is no number`);
  return id;
}
