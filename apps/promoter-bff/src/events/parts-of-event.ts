import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventChange, PerformanceInput, TicketTypeInput } from "@liveotter/contracts/promoter/events";
import { asId, type PerformanceId, type SeriesId, type TicketTypeId } from "@liveotter/core/ids";
import { asCurrency, type Currency } from "@liveotter/core/money";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import type {
  PerformanceDraft,
  QuotaDraft,
  SalesDraft,
  TicketTypeDraft,
} from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { type FieldErrors, placePerformances, venuesNamedIn } from "@liveotter/database/promoter/place-performances";
import { readVenuesById } from "@liveotter/database/promoter/read-venues-by-id";
import { type NamedLines, nameLines, namesOf, resolveAll } from "./name-lines.ts";
import { quotasFrom } from "./quotas-from.ts";
import { salesFrom } from "./sales-from.ts";
import { ticketTypesFrom } from "./ticket-types-from.ts";

type Lists = Pick<EventChange, "performances" | "ticketTypes" | "quotas" | "sales">;

/** What is absent stays. */
export interface Parts {
  readonly performances?: readonly PerformanceDraft[] | undefined;
  readonly ticketTypes?: readonly TicketTypeDraft[] | undefined;
  readonly quotas?: readonly QuotaDraft[] | undefined;
  readonly sales?: SalesDraft | undefined;
}

/**
 * The parts that were sent, as they are stored: placed in time, and pointing at one another by ids. `before` is the
 * event that they change.
 * @throws ProblemError that points at each field which cannot be, also at what stays and would point at what goes;
 * DatabaseError
 */
export async function partsFrom(db: Database, input: Lists, before?: MyEvent): Promise<Parts> {
  const errors: FieldErrors = [];
  const performances = await performancesFrom(db, input.performances, before, errors);
  const sales = input.sales && salesFrom(input.sales, errors);
  const zone = sales?.zone ?? before?.sales.zone ?? performances.drafts?.[0]?.zone ?? "UTC";

  const typeInputs = input.ticketTypes ?? typesOnOtherClocks(zone, before);
  const types = typeInputs && nameLines<TicketTypeId>(typeInputs, "ticketTypes", errors);
  const around = { performances: performances.names, zone, before };
  const ticketTypes = types && ticketTypesFrom(typeInputs, { ...around, ids: types.ids }, errors);
  if (ticketTypes === undefined) {
    for (const [index, { pass }] of (before?.ticketTypes ?? []).entries())
      resolveAll(pass ?? [], performances.names, `/ticketTypes/${index}/pass`, errors);
  }

  const names = { performances: performances.names, ticketTypes: types?.names ?? namesOf(before?.ticketTypes ?? []) };
  // Those that stay are looked at as well: what they point at may go.
  const quotas = quotasFrom(input.quotas ?? before?.quotas.map(copy) ?? [], { ...names, before }, errors);
  if (errors.length > 0) throw invalid(errors);
  return { performances: performances.drafts, ticketTypes, sales, quotas: input.quotas && quotas };
}

const copy = (quota: MyEvent["quotas"][number]) => ({ ...quota, ticketTypes: [...quota.ticketTypes] });

async function performancesFrom(
  db: Database,
  inputs: readonly PerformanceInput[] | undefined,
  before: MyEvent | undefined,
  errors: FieldErrors,
): Promise<{ drafts?: PerformanceDraft[]; names: NamedLines<PerformanceId>["names"] }> {
  const own = before?.performances ?? [];
  if (inputs === undefined) return { names: namesOf(own) };
  const { ids, names } = nameLines<PerformanceId>(inputs, "performances", errors);
  const venues = await readVenuesById(db, venuesNamedIn(inputs));
  const placed = placePerformances(inputs, venues, new Set(own.map(({ id }) => id)));
  errors.push(...placed.errors);
  return { drafts: placed.drafts.map((draft, index) => ({ ...draft, id: ids[index] })), names };
}

/** Price phases are read on the clocks of the sale: when those become others, so do the instants, and the words stay. */
function typesOnOtherClocks(zone: string, before: MyEvent | undefined): TicketTypeInput[] | undefined {
  if (before === undefined || before.sales.zone === zone) return undefined;
  if (before.ticketTypes.every(({ phases }) => phases.length === 0)) return undefined;
  return before.ticketTypes.map(({ phases: _, pass, ...type }) => ({ ...type, pass: pass && [...pass] }));
}

/** @throws ProblemError */
export function currencyFrom(code: string): Currency {
  const currency = asCurrency(code);
  if (currency === null) throw invalid([{ pointer: "/currency", detail: "no currency in use" }]);
  return currency;
}

/** Whether it is this promoter's, the write itself asks. */
export function seriesFrom(text: string | null): SeriesId | null {
  const id = text === null ? null : asId<SeriesId>(text.toLowerCase());
  if (text !== null && id === null) throw noSuchSeries();
  return id;
}

/** What a write throws, in words where it is the series that is not there. @throws always */
export function refusedSeries(error: unknown): never {
  const { constraint } = error instanceof DatabaseError ? error : {};
  throw constraint === "events_promoter_id_series_id_fkey" ? noSuchSeries() : error;
}

const noSuchSeries = () => invalid([{ pointer: "/seriesId", detail: "is none of your series" }]);

const invalid = (errors: FieldErrors) => new ProblemError("invalid-request", { errors });
