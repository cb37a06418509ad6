import { Problem } from "@liveotter/contracts/problem";
import type { SessionList } from "@liveotter/contracts/promoter/session";
import fc from "fast-check";
import { beforeAll, expect, inject, test, vi } from "vitest";
import { createApp } from "../src/app.ts";
import { apiDocument } from "../src/openapi-document.ts";
import { type Call, faults, type Member, newIsolate } from "./api.ts";
import { png } from "./pictures.ts";
import { newMember } from "./promoters.ts";
import { newSale, SALE_TRIES, type SaleIds } from "./sale-tries.ts";

/** The seed is printed, so that a failing run can be had again with FUZZ_SEED. */
const { seed, runs } = inject("fuzz");

const api = newIsolate();
let me: Member;
/** What the fuzzed requests may name: by where a path names it, and inside bodies, by the field. */
let known: {
  paths: Record<string, readonly string[]>;
  events: readonly string[];
  performance: string;
  ticketType: string;
  fields: Readonly<Record<string, string>>;
};
beforeAll(async () => {
  await faults.clear();
  // Tried elsewhere: here they would soon be all that answers.
  vi.spyOn(api.deps.limits, "use").mockResolvedValue(null);
  vi.spyOn(api.deps.limits, "useHere").mockReturnValue(null);
  me = await api.signIn();
});

/**
 * Events in every state that leads on, and one of what else the route is about, anew for each: what another did would be
 * in its way.
 */
async function knowThings(method: string, path: string, operationId: string): Promise<void> {
  const draft = await me.created();
  const sale = operationId in ABOUT_A_SALE ? await saleFor(method) : undefined;
  const events = sale ? [sale.event, sale.event, draft.id] : [draft.id, ...(await shownEvents())];
  const place = path.slice(0, path.indexOf("{"));
  const others = sale ? undefined : await OTHERS[place]?.();
  known = {
    paths: {
      "/v1/events/": events,
      ...(sale && { "/v1/orders/": [sale.paid, sale.pending], "/v1/refunds/": [sale.failed, sale.byHand] }),
      ...(others && { [place]: others }),
    },
    events,
    performance: draft.performances[0]?.id ?? "",
    ticketType: draft.ticketTypes[0]?.id ?? "",
    fields: sale
      ? {
          ...{ codeId: sale.code, blockId: sale.block, orderId: sale.guest, quotaId: sale.quota },
          ...{ blocksQuotaId: sale.quota, ticketTypeId: sale.ticketType, ticketTypeIds: sale.ticketType },
          ...{ performanceId: sale.performance, itemIds: sale.item },
        }
      : {},
  };
}

async function shownEvents(): Promise<string[]> {
  const [shown, postponed] = [await me.published(), await me.published()];
  await me.call("POST", `/v1/events/${postponed.id}/postponement`);
  return [shown.id, postponed.id];
}

let onlyRead: Promise<SaleIds> | undefined;
/** Whoever only reads leaves it as it was. */
function saleFor(method: string): Promise<SaleIds> {
  if (method !== "GET") return newSale(me, "Known");
  onlyRead ??= newSale(me, "Known");
  return onlyRead;
}

/** Routes that need a sale to name something of. */
const ABOUT_A_SALE = Object.fromEntries(
  Object.keys(SALE_TRIES).map((route) => {
    const [method = "", path = ""] = route.split(" ");
    return [apiDocument(createApp()).paths?.[path]?.[method as "get"]?.operationId, route];
  }),
);

/** What else a path may name, made when it is asked for. */
const OTHERS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  "/v1/imports/": async () => [
    await made("/v1/imports?format=csv&name=known", { headers: fileHeaders(CSV), body: CSV }),
  ],
  "/v1/series/": async () => [await made("/v1/series", { body: { name: "Known" }, headers: newKey() })],
  "/v1/organisation/invitations/": async () => {
    const asked = { email: `${crypto.randomUUID()}@example.test`, role: "manager" };
    return [await made("/v1/organisation/invitations", { body: asked, headers: newKey() })];
  },
  "/v1/organisation/members/": async () => [(await newMember(me.promoter.id)).userId],
  "/v1/sessions/": async () => {
    await api.enter(me.promoter);
    const { items } = await (await me.call("GET", "/v1/sessions")).json<SessionList>();
    return items.filter(({ current }) => !current).map(({ id }) => id);
  },
  "/v1/deliveries/": async () => {
    const page = await me.call("GET", "/v1/deliveries?limit=1");
    return (await page.json<{ items: { id: string }[] }>()).items.map(({ id }) => id);
  },
  // A mailed token opens each once: tried elsewhere.
  "/v1/invitations/": async () => [crypto.randomUUID()],
};

async function made(path: string, call: Call): Promise<string> {
  return (await (await me.call("POST", path, call)).json<{ id: string }>()).id;
}

const newKey = () => ({ "idempotency-key": crypto.randomUUID() });
const CSV = "name,date,online\nOtters,2031-06-12,yes\n";
const fileHeaders = (file: string) => ({
  ...{ "content-type": "text/csv", ...newKey() },
  "content-length": String(new TextEncoder().encode(file).length),
});

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: "path" | "query" | "header"; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
}

// The document is the app's own: OpenAPI 3.1 with the parts that are named here.
const document = apiDocument(createApp()) as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** What people send who mean no good, or whose keyboard slipped. */
const hostileText = fc.oneof(
  fc.constantFrom(
    "<script>alert(1)</script>",
    "'; DROP TABLE events; --",
    "\u202Egnirts\u202C",
    "\0",
    "\ud800",
    "../../etc/passwd",
    "{{7*7}}",
    "💥👨‍👩‍👧‍👦",
    "__proto__",
    "a\r\nSet-Cookie: x=1",
    "x".repeat(10_000),
    "ﷺ".repeat(200),
    "9999-12-31",
    "0000-01-01",
    "2027-03-28",
    "02:30",
    "Europe/Warsaw",
    "javascript:alert(1)",
    "",
    " ",
  ),
  fc.string({ unit: "binary", maxLength: 100 }),
);
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, -1, 1.5, 1e300, 2 ** 53, -0, [], {}, [[]], { $ref: "x" }, ["\0"]),
  fc.jsonValue({ maxDepth: 2 }),
);

const DATES = ["2027-03-28", "2027-10-31", "2031-06-12", "2028-02-29", "1970-01-01", "9998-12-31", "0001-01-01"];
const TIMES = ["00:00", "02:30", "02:59", "20:00", "23:59"];
const ZONES = [
  "Europe/Warsaw",
  "America/Sao_Paulo",
  "Pacific/Apia",
  "Asia/Kathmandu",
  "UTC",
  "europe/warsaw",
  "Etc/GMT+12",
];

/** Stands for the ETag that reading gives. */
const CURRENT = "current";

/** A value as the schema asks for, or now and then something else. */
function someOf(schema: Schema, name = ""): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: validOf(schema, name) }, hostile);
}

function validOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf, properties = {}, items, required = [] } = schema;
  if ($ref !== undefined) return validOf(document.components.schemas[$ref.split("/").at(-1) ?? ""] ?? {}, name);
  const either = anyOf ?? oneOf;
  if (either) return fc.oneof(...either.map((part) => validOf(part, name)));
  if (allOf) return fc.tuple(...allOf.map((part) => validOf(part, name))).map((parts) => Object.assign({}, ...parts));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return fc.oneof(
    ...types.map((type): fc.Arbitrary<unknown> => {
      switch (type) {
        case "object": {
          const fields = Object.entries(properties).map(([field, part]) => [field, someOf(part, field)] as const);
          // Few at a time of what may be left out: with all at once something is always wrong.
          const optional = fields.filter(([field]) => !required.includes(field));
          return fc
            .subarray(optional, { maxLength: Math.min(4, optional.length) })
            .chain((some) =>
              fc.record(Object.fromEntries([...fields.filter(([field]) => required.includes(field)), ...some])),
            );
        }
        case "array":
          return fc.array(someOf(items ?? {}, name), { maxLength: Math.min(schema.maxItems ?? 3, 3) });
        case "integer":
          // Sums that are refunded or paid: of any other the answer is known.
          if (name === "total" || name === "amount") return fc.constantFrom(10, 1000);
          // An order's after it was placed and paid, and a few changes later.
          if (name === "version") return fc.constantFrom(2, 3, 4);
          if (name === "quantity") return fc.constantFrom(1, 2, 50);
          return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 });
        case "number":
          return fc.integer({ min: schema.minimum ?? -90, max: schema.maximum ?? 90 });
        case "boolean":
          return fc.boolean();
        case "null":
          return fc.constant(null);
        default:
          return textOf(schema, name);
      }
    }),
  );
}

function textOf({ format, pattern, minLength = 1, maxLength = 60 }: Schema, name: string): fc.Arbitrary<string> {
  if (format === "uuid") {
    const own = known.fields[name];
    if (own !== undefined) return fc.oneof({ weight: 5, arbitrary: fc.constant(own) }, fc.uuid());
    const ids = name === "id" ? [known.performance, known.ticketType] : [];
    return fc.oneof(fc.uuid(), fc.constantFrom(...known.events, ...ids));
  }
  if (name === "ticketTypes") return fc.constantFrom(known.ticketType, "vip");
  if (name === "performance" || name === "pass") return fc.constantFrom(known.performance, "first");
  if (format === "date") return fc.constantFrom(...DATES);
  if (format === "email") return fc.constantFrom("nobody@example.test", me.promoter.email);
  if (format === "uri") return fc.constantFrom("https://example.test/a?b=c#d", "http://[::1]:8080/");
  if (name === "zone") return fc.constantFrom(...ZONES);
  if (name === "time") return fc.constantFrom(...TIMES);
  if (name === "country") return fc.constantFrom("PL", "ZZ");
  if (name === "currency") return fc.constantFrom("EUR", "JPY");
  if (name === "if-match") return fc.constantFrom(CURRENT, CURRENT, CURRENT, '"1"', "*", '"2147483648"');
  if (pattern?.startsWith("^[a-z0-9]")) return fc.constantFrom("jazz", "classical-music");
  return fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60) });
}

/** What a header, a path or a query can carry. */
const asText = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 4000);
const asHeader = (value: unknown): string =>
  asText(value)
    .replace(/[^\x20-\x7e]/g, "?")
    .trim()
    .slice(0, 300);
const asSegment = (value: unknown): string => encodeURIComponent(asText(value).toWellFormed().replace(/^\.*$/, "x"));

interface Asked {
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const picture = png(300, 300);
/** Ids that this path's parameter may be. */
function idsOf(path: string, name: string): readonly string[] {
  const own = known.fields[name];
  if (own !== undefined) return [own];
  const ids = known.paths[path.slice(0, path.indexOf("{"))];
  if (ids === undefined || ids.length === 0) throw new Error(`nothing is known to ask ${path} for`);
  return ids;
}

/** One request of the route: each part left out, valid or hostile. */
function requestOf(path: string, { parameters = [], requestBody }: Operation): fc.Arbitrary<Asked> {
  const parts = Object.fromEntries(
    parameters.map(({ name, in: place, schema }) => {
      const value =
        place === "path"
          ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...idsOf(path, name)) }, hostile)
          : someOf(schema, name);
      return [`${place} ${name}`, place === "path" ? value : fc.option(value, { freq: 8, nil: undefined })];
    }),
  );
  const schema = requestBody?.content["application/json"]?.schema;
  const body = schema === undefined ? fc.constant(undefined) : someOf(schema).map((value) => JSON.stringify(value));
  return fc.record({ parts: fc.record(parts), body }).map(({ parts: given, body }) => {
    const asked: Asked = { path, headers: {}, body };
    const query: string[] = [];
    for (const [key, value] of Object.entries(given)) {
      const [place = "", name = ""] = key.split(" ");
      if (value === undefined) continue;
      if (place === "path") asked.path = asked.path.replace(`{${name}}`, () => asSegment(value));
      else if (place === "header") asked.headers[name] = asHeader(value);
      else query.push(`${name}=${asSegment(value)}`);
    }
    return { ...asked, path: query.length === 0 ? asked.path : `${asked.path}?${query.join("&")}` };
  });
}

const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    // A random password costs CPU each time, and ends our session when it signs out: both are tried elsewhere.
    .filter(([method]) => !(path === "/v1/session" && method !== "get"))
    .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

/** They succeed by a mailed token alone. */
const OUT_OF_REACH = new Set(["verifyAccount", "resetPassword", "readInvitation", "acceptInvitation"]);

/** The ETag of what a change is about: from the thing itself, or from the list where it stands. */
async function currentTag(path: string): Promise<string> {
  const [, list] = /^(\/v1\/series|\/v1\/events\/[^/]+\/codes)\/[^/]+$/.exec(path) ?? [];
  if (list === undefined) {
    const thing = await me.call(
      "GET",
      path.endsWith("/selling") ? path : path.replace(/(\/v1\/events\/[^/]+)\/.*/, "$1"),
    );
    return thing.headers.get("etag") ?? CURRENT;
  }
  const { items = [] } = await (await me.call("GET", list)).json<{ items?: { id: string; version: number }[] }>();
  const version = items.find(({ id }) => path.endsWith(id))?.version;
  return version === undefined ? CURRENT : `"${version}"`;
}

test.each(routes)(
  "$method $path bears any input: it answers as declared, or refuses with the field's name",
  { timeout: Math.max(120_000, runs * 600) },
  async ({ method, path, operation }) => {
    const { operationId } = operation;
    console.log(`fuzzing ${method} ${path} with FUZZ_SEED=${seed}`);
    await knowThings(method, path, operationId);
    const statuses = new Set(Object.keys(operation.responses).map(Number));
    let succeeded = 0;
    await fc.assert(
      fc.asyncProperty(requestOf(path, operation), async ({ path: asked, headers, body }) => {
        if (headers["if-match"] === CURRENT) headers["if-match"] = await currentTag(asked);
        // The same seed draws the same keys for each route.
        if (headers["idempotency-key"]) headers["idempotency-key"] += operationId;
        const { "text/csv": csv, "image/png": image } = operation.requestBody?.content ?? {};
        const rows = csv === undefined ? undefined : { body: CSV, headers: { ...fileHeaders(CSV), ...headers } };
        const file = image === undefined ? rows : { body: await picture, headers };
        const response = await me.call(method, asked, file ?? { headers, ...(body !== undefined && { body }) });
        const text = await response.text();
        // Whoever founds one acts for it: back to where the known events are.
        if (operationId === "createOrganisation")
          await me.call("PATCH", "/v1/session", { body: { promoterId: me.promoter.id } });
        expect(response.status, text).toBeLessThan(500);
        expect(statuses, text).toContain(response.status);
        expect(response.headers.get("set-cookie")).toBeNull();
        if (response.status < 400) {
          succeeded++;
          return;
        }
        expect(response.headers.get("content-type")).toBe("application/problem+json");
        const problem = Problem.parse(JSON.parse(text));
        if (response.status === 400) expect(problem.errors?.length, text).toBeGreaterThan(0);
        expect(text).not.toMatch(/<script|DROP TABLE|Set-Cookie/);
      }),
      // Where nothing can be said, there is one request to make.
      { seed, numRuns: operation.parameters || operation.requestBody ? runs : 1 },
    );
    // Or else nothing but the first check of all was tried.
    if (!OUT_OF_REACH.has(operationId)) expect(succeeded).toBeGreaterThan(0);
  },
);
