import { Problem } from "@liveotter/contracts/problem";
import fc from "fast-check";
import { beforeAll, expect, inject, test } from "vitest";
import { createApp } from "../src/app.ts";
import { apiDocument } from "../src/openapi-document.ts";
import { faults, newIsolate } from "./api.ts";
import {
  clientOf,
  emailChangeTokenOf,
  fanOf,
  good,
  line,
  newKey,
  type SoldEvent,
  selling,
  tokenTo,
} from "./selling.ts";

/** The seed is printed, so that a failing run can be had again with FUZZ_SEED. */
const { seed, runs } = inject("fuzz");

const api = newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"] });
const fan = fanOf(clientOf(api));
let event: SoldEvent;
beforeAll(async () => {
  await faults.clear();
  event = await selling({ ticketTypes: [{ price: 500 }, { price: 0 }], quotas: [{ capacity: 100_000 }] });
});

interface Sample {
  readonly ids?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bearer?: string;
}

/** Of each operation one request that goes well, for something of its own. */
const SAMPLES: Readonly<Record<string, () => Promise<Sample>>> = {
  placeHold: async () => ({ body: { eventId: event.id, lines: [line(event, 1)], code: null, replaces: null } }),
  changeHold: async () => ({
    ids: { id: (await held()).id },
    body: { lines: [line(event, 2)], code: null, extend: true },
  }),
  releaseHold: async () => ({ ids: { id: (await held()).id } }),
  placeOrder: async () => ({ body: { ...(await forOrder()), name: "Ada", locale: "en", attendees: [], answers: [] } }),
  cancelOrder: ordered,
  payOrder: async () => ({ ...(await ordered()), body: { method: "card", token: "card_approve" } }),
  renameHolder: async () => {
    const free = await fan.ordered(good(await fan.hold(event, [line(event, 1, 1)])));
    const ids = { id: free.id, ticketId: free.tickets[0]?.id ?? "" };
    return { ids, bearer: free.key, body: { name: "Ada", email: "ada@example.org" } };
  },
  requestOrderEmailChange: async () => ({
    ...(await ordered()),
    body: { email: `${newKey()}@example.org`, locale: "en" },
  }),
  confirmOrderEmailChange: async () => ({ ids: { token: await moved() } }),
  searchOrders: async () => ({ body: { email: `${newKey()}@example.org`, locale: "en" } }),
  askToBeTold: async () => ({
    ids: { slug: event.slug },
    body: { email: `${newKey()}@example.org`, locale: "en", kind: "returned" },
  }),
  confirmInterest: async () => ({ ids: { token: await interested() } }),
  endInterest: async () => ({ ids: { token: await interested() } }),
  openOrderSearch: async () => ({ body: { email: "fan@example.org", code: "123456" } }),
};
/** What only a mail or a provider's signature opens. */
const OUT_OF_REACH = ["openOrderSearch", "hearOfPayment"];

async function interested(): Promise<string> {
  const email = `${newKey()}@example.org`;
  good(await clientOf(api).askToBeTold(event.slug, { email, kind: "returned" }));
  return tokenTo(email);
}
/** The mailed token of a new order's new address. */
async function moved(): Promise<string> {
  const { id, key } = await fan.ordered(await held());
  const email = `${newKey()}@example.org`;
  good(await clientOf(api).requestOrderEmailChange(id, { email }, { bearer: key }));
  return emailChangeTokenOf(id);
}
const held = () => fan.held(event, 1);
const forOrder = async () => {
  const { id, quote } = await held();
  return { holdId: id, email: `${newKey()}@example.org`, total: quote.total };
};
async function ordered(): Promise<Sample> {
  const { id, key } = await fan.ordered(await held());
  return { ids: { id }, bearer: key };
}

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, 0, -1, 1.5, 1e12, -1e308, "", " ", "x", "\0", "<script>alert(1)</script>", "x".repeat(5000)],
    ...[
      "0".repeat(96),
      "00000000-0000-0000-0000-000000000000",
      "'; DROP TABLE orders; --",
      "__proto__",
      "\u202E",
      "💥",
    ],
    ...[[], {}, [[]], Array.from({ length: 2000 }, () => 0), { length: 1 }],
  ),
  fc.string({ unit: "binary", maxLength: 300 }).map((text) => text.toWellFormed()),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The value with one part of it, wherever, replaced, left out or doubled. */
function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const here = [hostile];
  if (Array.isArray(value)) {
    const within = value.map((part, at) => spoilt(part).map((other) => value.with(at, other)));
    return fc.oneof(...here, fc.constant([...value, ...value]), fc.constant([]), ...within);
  }
  if (typeof value !== "object" || value === null) return hostile;
  const fields = Object.entries(value).flatMap(([name, part]) => {
    const { [name]: _, ...rest } = { ...value } as Record<string, unknown>;
    return [spoilt(part).map((other) => ({ ...value, [name]: other })), fc.constant(rest)];
  });
  return fc.oneof(...here, ...fields, ...fields);
}

const document = apiDocument(createApp());
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  (["post", "put", "patch", "delete"] as const).flatMap((method) => {
    const operation = item[method];
    if (operation === undefined) return [];
    const id = operation.operationId ?? path;
    return [{ id, path, method: method.toUpperCase(), statuses: Object.keys(operation.responses ?? {}).map(Number) }];
  }),
);

test.each(operations)("$id bears any input: it does what it says, or refuses it as declared", async (operation) => {
  const { id, path, method, statuses } = operation;
  console.log(`fuzzing ${id} with FUZZ_SEED=${seed}`);
  const seen = new Map<number, number>();
  const sample = SAMPLES[id] ?? (async (): Promise<Sample> => ({ body: {} }));
  const base = await sample();
  const asked = fc.record({
    tame: fc.boolean(),
    body: spoilt(base.body),
    raw: fc.option(fc.constantFrom("", "{", "[1,", "\uFEFF{}", '"\\ud800"', "null"), { freq: 10 }),
    ids: fc.option(
      hostile.map((text) => encodeURIComponent(String(text).toWellFormed().slice(0, 500))),
      { freq: 5 },
    ),
    key: fc.option(fc.constantFrom("", "short", "x".repeat(300), "ключ-ключ-ключ-ключ"), { freq: 6 }),
    bearer: fc.option(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), { freq: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ tame, body, raw, ids, key, bearer }) => {
      const own = tame ? await sample() : base;
      const place = path.replace(/\{(\w+)\}/g, (_, name: string) =>
        tame || ids === null ? (own.ids?.[name] ?? "x") : inOneSegment(ids),
      );
      const text = JSON.stringify(tame ? own.body : body);
      const headers = new Headers({ "Idempotency-Key": newKey() });
      if (!tame && key !== null) headers.set("Idempotency-Key", encodeURIComponent(key).slice(0, 300));
      const opener = tame || bearer === null ? own.bearer : bearer;
      if (opener !== undefined) headers.set("Authorization", `Bearer ${opener}`);
      const sent = own.body === undefined ? null : ((tame ? null : raw) ?? text ?? "null");
      if (sent !== null) headers.set("Content-Type", "application/json");
      const response = await api.call(place, { method, headers, body: sent });
      const answer = await response.text();
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      expect(response.status, `${place} ${sent} ${answer}`).toBeLessThan(500);
      expect([...statuses, 404]).toContain(response.status);
      expect(response.headers.get("cache-control")).toBe("no-store");
      if (response.status >= 400) {
        const problem = Problem.parse(JSON.parse(answer));
        if (response.status === 400 && problem.detail === undefined) expect(problem.errors?.length).toBeGreaterThan(0);
        expect(answer).not.toMatch(/<script|DROP TABLE/);
      }
    }),
    { seed, numRuns: Math.ceil(runs / 4) },
  );
  console.log(`${id} answered`, Object.fromEntries(seen));
  const well = [...seen.keys()].some((status) => status < 300);
  expect(well).toBe(!OUT_OF_REACH.includes(id));
});

/** A dot segment or a slash would make it another route's address. */
const inOneSegment = (text: string): string => text.replace(/^\.*$|[/?#\\]/g, "x");
