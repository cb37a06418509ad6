import type { EventInput, PerformanceInput, SalesInput, TicketTypeInput } from "@liveotter/contracts/promoter/events";
import { priceOf, shareOf, wholeOf, wholeOrNull } from "../../../ui/number-text.ts";
import type { EventForm, MomentText, PerformanceLine, Place, TicketTypeLine } from "./event-form.ts";
import type { Path } from "./form-path.ts";
import type { FormProblem } from "./form-problem.ts";
import { linesIn } from "./lines-in.ts";
import { timeProblem } from "./place-time.ts";

/** All of a form in the words of the API. */
export type FullInput = Required<Omit<EventInput, "sales">> & { readonly sales: SalesInput };

/** Collects what cannot be said in the API's words; such a field gets a harmless value there. */
type Complain = (path: Path, detail: string) => void;

/**
 * What a form says to the API, and the problems that its own types cannot tell: numbers that are none, times that the
 * clocks never show. `isStored` tells which lines the server knows by id; others go as new ones, named by `ref`.
 */
export function inputOf(
  form: EventForm,
  isStored: (key: string) => boolean,
): { readonly input: FullInput; readonly problems: readonly FormProblem[] } {
  const problems: FormProblem[] = [];
  const complain: Complain = (path, detail) => problems.push({ path, detail });
  const identity = (key: string) => (isStored(key) ? { id: key } : { ref: key });
  const price = (path: Path, text: string) => {
    const value = priceOf(text, form.currency);
    if (typeof value === "number") return value;
    complain(path, value);
    return 0;
  };
  const moment = (path: Path, typed: MomentText) => {
    const problem =
      typed.time === ""
        ? { path: [...path, "time"], detail: "Needs a time." }
        : timeProblem(path, { ...typed, zone: form.sales.zone });
    if (problem !== null) problems.push(problem);
    return momentInput(typed);
  };
  const optional = (path: Path, typed: MomentText | null) => (typed === null ? null : moment(path, typed));

  for (const line of form.performances) {
    const problem = performanceProblem(line);
    if (problem !== null) problems.push(problem);
  }
  const { sales, fees, tax } = form;
  const input: FullInput = {
    name: form.name,
    summary: form.summary,
    description: form.description,
    url: form.url.trim() === "" ? null : form.url.trim(),
    genre: form.genre,
    languages: [...form.languages],
    tags: [...form.tags],
    lineUp: linesIn(form.lineUp),
    access: form.access,
    currency: form.currency,
    seriesId: form.seriesId === "" ? null : form.seriesId,
    performances: form.performances.map((line) => ({
      ...identity(line.key),
      ...performanceInput(line, complain),
    })),
    ticketTypes: form.ticketTypes.map((type) => {
      const path = ["ticketTypes", type.key];
      return {
        ...identity(type.key),
        ...ticketTypeInput(type, complain),
        price: price([...path, "price"], type.price),
        phases: type.phases.map((phase, index) => ({
          name: phase.name,
          until: moment([...path, "phases", String(index), "until"], phase.until),
          price: price([...path, "phases", String(index), "price"], phase.price),
        })),
      };
    }),
    quotas: form.quotas.map((quota) => ({
      ...(isStored(quota.key) ? { id: quota.key } : {}),
      name: quota.name,
      capacity: whole(["quotas", quota.key, "capacity"], quota.capacity, complain),
      performance: quota.performance === "" ? null : quota.performance,
      ticketTypes: [...quota.ticketTypes],
    })),
    sales: {
      zone: sales.zone,
      presale: optional(["sales", "presale"], sales.presale),
      onSale: optional(["sales", "onSale"], sales.onSale),
      end: optional(["sales", "end"], sales.end),
      maxPerOrder: whole(["sales", "maxPerOrder"], sales.maxPerOrder, complain),
    },
    fees: fees && {
      perTicket: price(["fees", "perTicket"], fees.perTicket),
      perOrder: price(["fees", "perOrder"], fees.perOrder),
      percent: share(["fees", "percent"], fees.percent, 2, complain),
      paidBy: fees.paidBy,
    },
    tax: tax && { name: tax.name, rate: share(["tax", "rate"], tax.rate, 3, complain), included: tax.included },
  };
  return { input, problems };
}

function performanceInput(line: PerformanceLine, complain: Complain): PerformanceInput {
  return {
    date: line.date,
    time: line.time === "" ? null : line.time,
    endDate: line.endDate === "" ? null : line.endDate,
    durationMinutes: whole(["performances", line.key, "durationMinutes"], line.durationMinutes, complain),
    fold: line.fold,
    online: line.online,
    where: whereInput(line.where),
  };
}

/** By line: a form of two hundred performances is looked at with each key that is pressed. */
const known = new WeakMap<PerformanceLine, FormProblem | null>();

function performanceProblem(line: PerformanceLine): FormProblem | null {
  const before = known.get(line);
  if (before !== undefined) return before;
  const { key, date, time, fold, endDate, durationMinutes, where } = line;
  const typed = { ...{ date, time, fold, endDate, zone: where.zone }, durationMinutes: wholeOrNull(durationMinutes) };
  const problem = timeProblem(["performances", key], typed);
  known.set(line, problem);
  return problem;
}

function whereInput(where: Place): PerformanceInput["where"] {
  switch (where.kind) {
    case "venue":
      return { kind: "venue", venueId: where.venueId };
    case "new-venue": {
      const { street, ...rest } = where;
      return street.trim() === "" ? rest : { ...rest, street };
    }
    default:
      return where;
  }
}

function ticketTypeInput(type: TicketTypeLine, complain: Complain): Omit<TicketTypeInput, "price" | "phases"> {
  const path = ["ticketTypes", type.key];
  return {
    name: type.name,
    description: type.description,
    hidden: type.hidden,
    minPerOrder: whole([...path, "minPerOrder"], type.minPerOrder, complain),
    maxPerOrder: whole([...path, "maxPerOrder"], type.maxPerOrder, complain),
    pass: type.pass && [...type.pass],
  };
}

const momentInput = ({ date, time, fold }: MomentText) => ({ date, time, fold });

function whole(path: Path, text: string, complain: Complain): number | null {
  if (text.trim() === "") return null;
  const value = wholeOf(text);
  if (typeof value === "number") return value;
  complain(path, value);
  return null;
}

function share(path: Path, text: string, decimals: number, complain: Complain): number {
  const value = shareOf(text, decimals);
  if (typeof value === "number") return value;
  complain(path, value);
  return 0;
}
