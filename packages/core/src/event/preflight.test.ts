import { describe, expect, test } from "vitest";
import { instant } from "../instant.ts";
import { isError, preflight } from "./preflight.ts";
import type { PreflightEvent, PreflightPerformance, PreflightQuota, PreflightTicketType } from "./preflight-event.ts";

const HOUR = 3_600_000;
const now = instant(Date.parse("2027-03-01T12:00:00Z"));
const inHours = (hours: number) => instant(now + hours * HOUR);

const performance = (id: string, hours: number, more: Partial<PreflightPerformance> = {}): PreflightPerformance => ({
  ...{
    id,
    date: "2027-03-20",
    zone: "Europe/Warsaw",
    startsAt: inHours(hours),
    endsAt: inHours(hours + 3),
    spot: "hall",
  },
  ...more,
});
const type = (id: string, more: Partial<PreflightTicketType> = {}): PreflightTicketType => ({
  ...{ id, price: 1000, hidden: false, minPerOrder: null, phases: [], pass: null },
  ...more,
});
const quota = (more: Partial<PreflightQuota> = {}): PreflightQuota => ({
  ...{ capacity: 100, performance: null, ticketTypes: ["entry"] },
  ...more,
});
const sales = (more: Partial<PreflightEvent["sales"]> = {}): PreflightEvent["sales"] => ({
  ...{ presale: null, onSale: null, end: null, maxPerOrder: null },
  ...more,
});
const event = (more: Partial<PreflightEvent> = {}): PreflightEvent => ({
  ...{ description: "All about it.", hasCover: true, performances: [performance("first", 24)] },
  ...{ ticketTypes: [type("entry")], quotas: [quota()], sales: sales(), currency: "EUR", fees: null, tax: null },
  ...more,
});

/** What is found, as `severity code pointer`. */
const found = (more: Partial<PreflightEvent>) =>
  preflight(event(more), now).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);

test("nothing is found on an event that lacks nothing", () => {
  expect(preflight(event(), now)).toEqual([]);
});

describe("each problem is found by itself", () => {
  const cases: [string, Partial<PreflightEvent>][] = [
    ["error no-performances /performances", { performances: [], quotas: [quota()] }],
    ["error all-over /performances", { performances: [performance("a", -30), performance("b", -3)] }],
    ["error duplicate-performance /performances/1", { performances: [performance("a", 24), performance("b", 24)] }],
    ["error presale-without-on-sale /sales/presale", { sales: sales({ presale: inHours(1) }) }],
    ["error presale-not-before-on-sale /sales/presale", { sales: sales({ presale: inHours(2), onSale: inHours(2) }) }],
    ["error sales-end-before-on-sale /sales/end", { sales: sales({ onSale: inHours(3), end: inHours(3) }) }],
    ["error on-sale-after-last /sales/onSale", { sales: sales({ onSale: inHours(27) }) }],
    [
      "error min-above-order-limit /ticketTypes/0/minPerOrder",
      { ticketTypes: [type("entry", { minPerOrder: 5 })], sales: sales({ maxPerOrder: 4 }) },
    ],
    [
      "error quota-covers-nothing /quotas/0/ticketTypes",
      {
        performances: [performance("a", 24), performance("b", 48), performance("c", 72)],
        ticketTypes: [type("entry", { pass: ["a", "b"] })],
        quotas: [quota({ performance: "c" })],
      },
    ],
    ["warning no-description /description", { description: "" }],
    ["warning no-cover /cover", { hasCover: false }],
    ["warning no-ticket-types /ticketTypes", { ticketTypes: [], quotas: [] }],
    ["warning performance-over /performances/0/date", { performances: [performance("a", -9), performance("b", 9)] }],
    ["warning clocks-change /performances/0/date", { performances: [performance("a", 600, { date: "2027-03-28" })] }],
    ["warning sales-over /sales/end", { sales: sales({ end: now }) }],
    ["warning no-quota /ticketTypes/0", { quotas: [] }],
    [
      "warning phase-over /ticketTypes/0/phases/0/until",
      { ticketTypes: [type("entry", { phases: [{ until: now, price: 500 }] })] },
    ],
    [
      "warning phase-never-on /ticketTypes/0/phases/0/until",
      {
        ticketTypes: [type("entry", { phases: [{ until: inHours(2), price: 500 }] })],
        sales: sales({ onSale: inHours(2) }),
      },
    ],
    ["warning all-hidden /ticketTypes", { ticketTypes: [type("entry", { hidden: true })] }],
    ["warning all-free /ticketTypes", { ticketTypes: [type("entry", { price: 0 })] }],
    ["warning no-capacity /quotas/0/capacity", { quotas: [quota({ capacity: 0 })] }],
    [
      "warning capacity-below-minimum /quotas/0/capacity",
      { ticketTypes: [type("entry", { minPerOrder: 3 })], quotas: [quota({ capacity: 2 })] },
    ],
  ];
  test.each(cases)("%s", (line, more) => {
    expect(found(more)).toEqual([line]);
  });

  test("warning quota-over, beside the performance that is", () => {
    const performances = [performance("a", -9), performance("b", 9)];
    expect(found({ performances, quotas: [quota(), quota({ performance: "a" })] })).toEqual([
      "warning performance-over /performances/0/date",
      "warning quota-over /quotas/1/performance",
    ]);
  });
});

describe("fees that the promoter pays", () => {
  const fees = { perTicket: 500, perOrder: 300, percent: 0, paidBy: "promoter" } as const;
  const details = (more: Partial<PreflightEvent>) =>
    preflight(event({ fees, ...more }), now).map(({ severity, code, pointer, detail }) =>
      [severity, code, pointer, detail].join(" "),
    );

  test("are reported where they leave nothing of an order, with what is charged instead", () => {
    expect(details({ ticketTypes: [type("entry", { price: 600 })] })).toEqual([
      "warning fees-above-price /ticketTypes/0/price is too low for the fees you pay: €8.00 for an order of one ticket. We charge €6.00 of that, and you receive nothing",
    ]);
    const tax = { name: "VAT", rate: 25_000, included: true };
    expect(details({ tax, ticketTypes: [type("entry", { price: 900 })] })[0]).toContain("We charge €7.20");
  });

  test("are looked at in every price that is still to come, and for the fewest tickets of an order", () => {
    const phases = [
      { until: now, price: 100 },
      { until: inHours(2), price: 799 },
    ];
    expect(found({ fees, ticketTypes: [type("entry", { price: 800, phases })] })).toEqual([
      "warning phase-over /ticketTypes/0/phases/0/until",
      "warning fees-above-price /ticketTypes/0/phases/1/price",
    ]);
    expect(found({ fees, ticketTypes: [type("entry", { price: 650, minPerOrder: 2 })] })).toEqual([]);
  });

  test("are no concern where the fan pays them, or nothing is paid", () => {
    expect(found({ fees: { ...fees, paidBy: "fan" }, ticketTypes: [type("entry", { price: 100 })] })).toEqual([]);
    expect(
      found({
        fees,
        ticketTypes: [type("entry", { price: 900 }), type("free", { price: 0 })],
        quotas: [quota({ ticketTypes: ["entry", "free"] })],
      }),
    ).toEqual([]);
  });
});

test("all problems are found at once, errors first", () => {
  const findings = preflight(
    event({ description: "", hasCover: false, performances: [], sales: sales({ presale: inHours(1) }), quotas: [] }),
    now,
  );
  expect(findings.map(({ code }) => code)).toEqual([
    "no-performances",
    "presale-without-on-sale",
    "no-description",
    "no-cover",
    "no-quota",
  ]);
  expect(findings.filter(isError)).toHaveLength(2);
});

test("two places at one time are two performances, and so are two times at one place", () => {
  expect(found({ performances: [performance("a", 24), performance("b", 24, { spot: "club" })] })).toEqual([]);
  expect(found({ performances: [performance("a", 24), performance("b", 28)] })).toEqual([]);
});
