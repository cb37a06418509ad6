import { expect, test } from "vitest";
import { attendeesSearch, codesSearch, ordersSearch, refundsSearch } from "./selling-search.ts";

test("an address says which orders are shown; what means nothing in it is left out", () => {
  expect(ordersSearch({ q: 1234567, state: "paid", kind: "guest", from: "2027-06-01", to: "soon", page: 3 })).toEqual({
    q: "1234567",
    state: "paid",
    kind: "guest",
    from: "2027-06-01",
  });
  expect(ordersSearch({ q: "", state: "lost", kind: null })).toEqual({});
});

test("only what is an id goes into a filter by id", () => {
  const id = "0198c0de-0000-7000-8000-000000000001";
  expect(attendeesSearch({ performanceId: id, ticketTypeId: "1", state: "valid" })).toEqual({ performanceId: id });
  expect(refundsSearch({ eventId: "x", state: "all" })).toEqual({ state: "all" });
  expect(codesSearch({ q: "OTTER", tag: "press" })).toEqual({ q: "OTTER", tag: "press" });
});
