import type { EventInput } from "@liveotter/contracts/promoter/events";
import { MeantRow } from "@liveotter/contracts/promoter/import-file/columns";
import {
  eventFromRows,
  type ImportDefaults,
  nameOfRow,
  OF_A_PERFORMANCE,
  type RowsEvent,
} from "@liveotter/contracts/promoter/import-file/event-from-rows";
import type { FieldError, FileRecord } from "@liveotter/contracts/promoter/import-file/file-reader";
import { isError, preflight } from "@liveotter/core/event/preflight";
import { asId, type EventId, type Id, type PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import type { Database } from "@liveotter/database/connect";
import { type KnownEvent, type NamedVenue, readKnown, venueKey } from "@liveotter/database/imports/read-known-events";
import type { ImportedEvent, ReportRow } from "@liveotter/database/imports/write-chunk";
import { placePerformances } from "@liveotter/database/promoter/place-performances";
import { sha256 } from "@liveotter/database/sha256";
import { uuidv7 } from "uuidv7";

/** Rows of one event. */
export type Group = readonly FileRecord[];

/** For whom and how rows become events. */
export interface ImportContext extends ImportDefaults {
  readonly promoterId: PromoterId;
  readonly importId: string;
  readonly publish: boolean;
}

interface Read {
  readonly group: Group;
  readonly event: RowsEvent;
  readonly key: string;
  readonly contentHash: string;
}

export interface Prepared {
  readonly events: readonly ImportedEvent[];
  readonly rows: readonly ReportRow[];
}

/** What becomes of these rows, by what is in the database now. @throws DatabaseError */
export async function prepareChunk(
  db: Database,
  context: ImportContext,
  groups: readonly Group[],
  now: Instant,
): Promise<Prepared> {
  const read = await Promise.all(groups.map((group) => readGroup(group, context)));
  const good = read.filter((each) => "event" in each);
  const known = await readKnown(db, context.promoterId, {
    keys: good.map(({ key }) => key),
    venues: good.flatMap(({ event }) => venuesOf(event)),
  });
  const events: ImportedEvent[] = [];
  const rows: ReportRow[] = [];
  const seen = new Map<string, Seen>();
  for (const each of read) {
    if (!("event" in each)) {
      rows.push(...each);
      continue;
    }
    const before = known.events.get(each.key);
    const earlier = seen.get(each.key) ?? earlierIn(context.importId, before);
    const decided = decide(each, { before, earlier, zones: known.zones, context, now });
    rows.push(...decided.rows);
    if (decided.event) events.push(decided.event);
    if (decided.event || before) seen.set(each.key, { ...each, row: each.group[0]?.row ?? 0, ...earlier });
  }
  return { events, rows };
}

/** The same event earlier in the same file. */
interface Seen {
  readonly row: number;
  readonly contentHash: string;
}

const earlierIn = (importId: string, before: KnownEvent | undefined): Seen | undefined =>
  before?.importId === importId ? before : undefined;

async function readGroup(group: Group, context: ImportContext): Promise<Read | ReportRow[]> {
  const { event, errors } = eventFromRows(group, context);
  if (event === undefined) return rejected(group, errors);
  const [key, contentHash] = await Promise.all([sha256(event.identity), sha256(JSON.stringify(event.input))]);
  return { group, event, key, contentHash };
}

function decide(
  { group, event, key, contentHash }: Read,
  around: {
    readonly before: KnownEvent | undefined;
    readonly earlier: Seen | undefined;
    readonly zones: ReadonlyMap<string, string>;
    readonly context: ImportContext;
    readonly now: Instant;
  },
): { rows: ReportRow[]; event?: ImportedEvent } {
  const { before, earlier, context, now } = around;
  const refuse = (detail: string) => ({ rows: rejected(group, [[{ pointer: "", detail }]]) });
  if (earlier !== undefined && earlier.contentHash !== contentHash) {
    return refuse(`is the same event as row ${earlier.row} and says something else: rows of one event stand together`);
  }
  if (earlier !== undefined || before?.contentHash === contentHash) {
    const note = earlier === undefined ? [] : [{ pointer: "", detail: `says the same as row ${earlier.row}` }];
    return { rows: reported(group, "unchanged", before?.eventId ?? null, note) };
  }
  if (before?.changedByHand) {
    return refuse("was changed by hand since it was imported: this row would overwrite that");
  }
  if (before?.inSale) {
    return refuse("is sold, or has codes or blocks: change it by hand, so that none of that is lost");
  }
  const placed = place(event, around.zones);
  if (placed.errors.length > 0) return { rows: rejected(group, byRow(group, placed.errors)) };
  const draft = drafted(event.input, placed.drafts, before);
  const made = { ...draft, key, contentHash, row: group[0]?.row ?? 1 };
  if (before !== undefined) {
    const { eventId: id, version } = before;
    return { rows: reported(group, "updated", id, []), event: { ...made, id, version, publish: false } };
  }
  const id = newId<EventId>();
  const hindrances = context.publish ? hindrancesOf(draft, now) : [];
  const publish = context.publish && hindrances.length === 0;
  return { rows: reported(group, "created", id, hindrances), event: { ...made, id, version: null, publish } };
}

const venuesOf = ({ input, zoneGuessed }: RowsEvent): NamedVenue[] =>
  input.performances.flatMap(({ where }, index) => (where.kind === "new-venue" && zoneGuessed[index] ? [where] : []));

function place({ input, zoneGuessed }: RowsEvent, zones: ReadonlyMap<string, string>) {
  const lines = input.performances.map((performance, index) => {
    const { where } = performance;
    if (where.kind !== "new-venue" || !zoneGuessed[index]) return performance;
    return { ...performance, where: { ...where, zone: zones.get(venueKey(where)) ?? where.zone } };
  });
  return placePerformances(lines, [], new Set());
}

type Draft = Omit<ImportedEvent, "id" | "key" | "contentHash" | "row" | "version" | "publish">;

const NOTHING: Pick<KnownEvent, "performances" | "ticketTypes" | "quotas"> = {
  performances: [],
  ticketTypes: [],
  quotas: [],
};
type LocalStart = Pick<KnownEvent["performances"][number], "date" | "time">;
type QuotaName = Pick<KnownEvent["quotas"][number], "name" | "performance">;

/** With ids: those of the lines that were there, as far as they are the same lines. */
function drafted(input: EventInput, performances: Draft["performances"], before: KnownEvent | undefined): Draft {
  const currency = asCurrency(input.currency);
  if (currency === null) throw new Error("the schema takes known currencies alone");
  const known = before ?? NOTHING;
  const dated = performances.map(({ id: _, ...performance }) => performance);
  const placed = matched(dated, known.performances, ({ date, time }: LocalStart) => `${date} ${time}`);
  const typed = input.ticketTypes.map(({ name, price, ref }) => ({ name, price, ref }));
  const types = matched(typed, known.ticketTypes, ({ name }: { readonly name: string }) => name);
  const performanceIds = new Map(placed.map(({ id }, index) => [input.performances[index]?.ref, id]));
  const typeIds = new Map(types.map(({ id, ref }) => [ref, id]));
  const quotas = input.quotas.map(({ name, capacity, performance, ticketTypes }) => ({
    ...{ name, capacity, performance: performanceIds.get(performance ?? undefined) ?? null },
    ticketTypes: ticketTypes.flatMap((ref) => typeIds.get(ref) ?? []),
  }));
  return {
    ...{ name: input.name, summary: input.summary, description: input.description, genre: input.genre },
    ...{ languages: input.languages, tags: input.tags, url: input.url, currency },
    ...{ lineUp: input.lineUp ?? [], access: input.access ?? "" },
    performances: placed,
    ticketTypes: types.map(({ id, name, price }) => ({ id, name, price })),
    quotas: matched(quotas, known.quotas, ({ name, performance }: QuotaName) => JSON.stringify([name, performance])),
  };
}

/** Each line with the id of the one that it was before: the same by `keyOf`, else the next of those left over. */
function matched<Line extends Known, Known, I extends Id<string>>(
  lines: readonly Line[],
  known: readonly (Known & { readonly id: I })[],
  keyOf: (line: Known) => string,
): (Line & { id: I })[] {
  const left = [...known];
  const exact = lines.map((line) => {
    const at = left.findIndex((each) => keyOf(each) === keyOf(line));
    return at < 0 ? undefined : left.splice(at, 1)[0]?.id;
  });
  return lines.map((line, index) => ({ ...line, id: exact[index] ?? left.shift()?.id ?? newId<I>() }));
}

function newId<I extends Id<string>>(): I {
  const id = asId<I>(uuidv7());
  if (id === null) throw new Error("uuidv7 made no UUID");
  return id;
}

/** What keeps a new event from going public: it stays a draft. */
function hindrancesOf(draft: Draft, now: Instant): FieldError[] {
  const performances = draft.performances.map((each) => ({
    ...each,
    id: each.id ?? "",
    spot: JSON.stringify(each.where),
  }));
  const ticketTypes = draft.ticketTypes.map(({ id = "", price }) => ({
    ...{ id, price, hidden: false, minPerOrder: null, phases: [], pass: null },
  }));
  const { description, quotas, currency } = draft;
  const sales = { presale: null, onSale: null, end: null, maxPerOrder: null };
  const terms = { currency, fees: null, tax: null };
  const findings = preflight({ description, hasCover: false, performances, ticketTypes, quotas, sales, ...terms }, now);
  return findings
    .filter(isError)
    .map(({ pointer, detail }) => ({ pointer: "", detail: `was not published: ${pointer.slice(1)} ${detail}` }));
}

function reported(
  group: Group,
  outcome: ReportRow["outcome"],
  eventId: EventId | null,
  notes: readonly FieldError[],
): ReportRow[] {
  const [first] = group;
  const name = first === undefined ? "" : nameOfRow(first);
  return group.map((record, index) => ({
    ...{ row: record.row, outcome, eventId, errors: index === 0 ? notes : [] },
    name: nameOfRow(record) || name,
  }));
}

/** Rows of one event are refused together: those that are right themselves say where it went wrong. */
export function rejected(group: Group, errors: readonly (readonly FieldError[])[]): ReportRow[] {
  const wrong = group[errors.findIndex((found) => found.length > 0)]?.row;
  const elsewhere = [{ pointer: "", detail: `is refused with row ${wrong} of the same event` }];
  return reported(group, "rejected", null, []).map((row, index) => ({
    ...row,
    errors: (errors[index]?.length ?? 0) > 0 ? (errors[index] ?? []).slice(0, 50).map(bounded) : elsewhere,
  }));
}

/** Columns are named by whoever wrote the file. */
const bounded = ({ pointer, detail }: FieldError): FieldError => ({
  pointer: pointer.toWellFormed().replaceAll("\0", "").slice(0, 100).toWellFormed(),
  detail,
});

/** What placing in time refused, on the rows and columns it came from. */
function byRow(group: Group, errors: readonly FieldError[]): FieldError[][] {
  return group.map((record, index) => {
    const row = new MeantRow(record);
    return errors.flatMap(({ pointer, detail }) => {
      const [, , performance, ...field] = pointer.split("/");
      if (Number(performance) !== index) return [];
      return [{ pointer: row.column(OF_A_PERFORMANCE[field.at(-1) ?? ""] ?? "startDate"), detail }];
    });
  });
}
