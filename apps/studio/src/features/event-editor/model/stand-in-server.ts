import type { ProblemCode } from "@liveotter/contracts/problem";
import type { Result } from "@liveotter/contracts/promoter/client";
import type { EventChange, Moment, MyEvent, PerformanceInput } from "@liveotter/contracts/promoter/events";
import { toIso } from "@liveotter/core/instant";
import { foldOf, placeInTime } from "@liveotter/core/performance-time";

/** A draft as the API says it, for tests. */
export const DRAFT: MyEvent = {
  ...{ id: "e1", slug: "ada", name: "Ada", status: "draft", version: 1, genre: "jazz", currency: "EUR" },
  ...{ createdAt: "2026-01-01T00:00:00Z", changedAt: "2026-01-01T00:00:00Z", publishedAt: null },
  ...{ next: null, performanceCount: 0, coverUrl: null, summary: "", description: "", url: null },
  ...{
    languages: [],
    tags: [],
    lineUp: [],
    access: "",
    performances: [],
    ticketTypes: [],
    quotas: [],
    fees: null,
    tax: null,
  },
  sales: { zone: "Europe/Warsaw", presale: null, onSale: null, end: null, maxPerOrder: null },
  ...{ series: null, cover: null },
};

/** Stands in for the API in tests of the editor: one event, with versions, ids for new lines, and tidied texts. */
export class StandInServer {
  event: MyEvent;
  /** Set, it answers nothing else; `lost` does what is asked and loses the answer. */
  fault: ProblemCode | "unreachable" | "lost" | null = null;
  readonly changes: EventChange[] = [];

  constructor(event: MyEvent = DRAFT) {
    this.event = event;
  }

  readonly read = async (): Promise<Result<MyEvent>> => this.#answer(() => this.#ok());

  readonly change = async (change: EventChange, etag: string): Promise<Result<MyEvent>> =>
    this.#answer(() => {
      if (etag !== this.etag) return refused("precondition-failed");
      this.changes.push(change);
      const errors = this.#apply(change);
      return errors.length > 0 ? refused("invalid-request", errors) : this.#ok();
    });

  get etag(): string {
    return `"${this.event.version}"`;
  }

  #answer(act: () => Result<MyEvent>): Result<MyEvent> {
    if (this.fault === null) return act();
    if (this.fault === "lost") act();
    if (this.fault === "lost" || this.fault === "unreachable") {
      return { ok: false, problem: null, unreachable: new TypeError("fetch failed") };
    }
    return refused(this.fault);
  }

  #ok(): Result<MyEvent> {
    return { ok: true, data: structuredClone(this.event), etag: this.etag, headers: new Headers() };
  }

  #apply(change: EventChange): { pointer: string; detail: string }[] {
    const { performances, ticketTypes, quotas, sales, seriesId: _, name, summary, tags, url, ...rest } = change;
    const refs = new Map<string, string>();
    const id = (line: { id?: string | undefined; ref?: string | undefined }) => {
      const given = line.id ?? crypto.randomUUID();
      if (line.ref !== undefined) refs.set(line.ref, given);
      return given;
    };
    const errors = (performances ?? []).flatMap(({ where }, index) =>
      where.kind === "venue" && where.venueId === "00000000-0000-4000-8000-000000000000"
        ? [{ pointer: `/performances/${index}/where/venueId`, detail: "is no venue" }]
        : [],
    );
    if (errors.length > 0) return errors;
    const zone = (sales ?? this.event.sales).zone;
    const named = (pointer: string) => refs.get(pointer) ?? pointer;
    const placed = performances?.map((line) => this.#performance(line, id(line)));
    const types = ticketTypes?.map((line) => {
      const { ref: _, ...type } = line;
      return {
        ...{ description: "", hidden: false },
        ...type,
        id: id(line),
        minPerOrder: type.minPerOrder ?? null,
        maxPerOrder: type.maxPerOrder ?? null,
        description: type.description ?? "",
        hidden: type.hidden ?? false,
        phases: (type.phases ?? []).map((phase) => ({ ...phase, until: momentAt(phase.until, zone) })),
        pass: type.pass?.map(named) ?? null,
      };
    });
    const { languages, lineUp, access, genre, currency, fees, tax, description } = { ...this.event, ...without(rest) };
    this.event = {
      ...this.event,
      ...{ languages, lineUp, access, genre, currency, fees, tax, description },
      name: (name ?? this.event.name).trim(),
      summary: (summary ?? this.event.summary).trim(),
      tags: tags ?? this.event.tags,
      url: url === undefined ? this.event.url : url,
      performances: placed?.sort((a, b) => a.startsAt.localeCompare(b.startsAt)) ?? this.event.performances,
      ticketTypes: types ?? this.event.ticketTypes,
      quotas:
        quotas?.map((quota) => ({
          ...quota,
          id: id(quota),
          performance: quota.performance ? named(quota.performance) : null,
          ticketTypes: quota.ticketTypes.map(named),
        })) ?? this.event.quotas,
      sales: sales
        ? {
            zone,
            presale: sales.presale ? momentAt(sales.presale, zone) : null,
            onSale: sales.onSale ? momentAt(sales.onSale, zone) : null,
            end: sales.end ? momentAt(sales.end, zone) : null,
            maxPerOrder: sales.maxPerOrder ?? null,
          }
        : this.event.sales,
      version: this.event.version + 1,
    };
    return [];
  }

  #performance(input: PerformanceInput, id: string): MyEvent["performances"][number] {
    const { where, date, time = null, endDate = null, fold = null, durationMinutes = null } = input;
    const zone = "zone" in where ? where.zone : "Europe/Warsaw";
    const placed = placeInTime({ ...{ date, time, endDate, zone, fold, durationMinutes } });
    if ("refused" in placed) throw new Error(`the stand-in was sent a time that is refused: ${placed.refused}`);
    const { startsAt, endsAt } = placed;
    return {
      ...{ id, date, time, endDate, zone, online: input.online ?? false, status: "scheduled" },
      durationMinutes: time === null || endDate !== null ? null : (endsAt - startsAt) / 60_000,
      fold: foldOf({ date, time, zone, startsAt }),
      startsAt: toIso(startsAt),
      endsAt: toIso(endsAt),
      place:
        where.kind === "online"
          ? null
          : {
              venue: where.kind === "venue" ? { id: where.venueId, slug: "v", name: "V" } : null,
              city: "city" in where ? where.city : "Warsaw",
              country: "country" in where ? where.country : "PL",
              lat: null,
              lon: null,
            },
    };
  }
}

function momentAt({ date, time, fold = null }: Moment, zone: string) {
  const placed = placeInTime({ date, time, zone, fold, endDate: null });
  if ("refused" in placed) throw new Error(`the stand-in was sent a time that is refused: ${placed.refused}`);
  return { date, time, fold: foldOf({ date, time, zone, startsAt: placed.startsAt }), at: toIso(placed.startsAt) };
}

const without = <T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  // What is undefined is left out, which the type says.
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as never;

function refused(code: ProblemCode, errors?: { pointer: string; detail: string }[]): Result<MyEvent> {
  const problem = { type: "t", title: code, status: 400, code, requestId: "r", ...(errors && { errors }) };
  return { ok: false, problem, headers: new Headers() };
}
