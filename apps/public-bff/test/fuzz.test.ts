import { Problem } from "@liveotter/contracts/problem";
import {
  EventList,
  EventPage,
  Facets,
  PromoterPage,
  SearchPage,
  Suggestions,
  VenuePage,
} from "@liveotter/contracts/public/catalogue";
import { Readiness } from "@liveotter/contracts/public/health";
import { OrderReply } from "@liveotter/contracts/public/orders";
import { Availability, Hold } from "@liveotter/contracts/public/sale";
import fc from "fast-check";
import { beforeAll, expect, inject, test } from "vitest";
import { createApp } from "../src/app.ts";
import { apiDocument } from "../src/openapi-document.ts";
import { faults, newIsolate } from "./api.ts";
import { announce, newPromoter, performance, published } from "./catalogue.ts";
import { clientOf, fanOf, selling } from "./selling.ts";

/** The seed is printed, so that a failing run can be had again with FUZZ_SEED. */
const { seed, runs } = inject("fuzz");
const FUZZ_TIMEOUT_MS = Math.max(120_000, runs * 600);

const api = newIsolate();
const client = clientOf(api);
const fan = fanOf(client);
let known: string[] = [];
/** What can be named in a path that only its owner knows, and what opens it. */
let own: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
let bearer = "";
beforeAll(async () => {
  await faults.clear();
  const promoter = await newPromoter();
  const where = {
    kind: "new-venue",
    name: promoter.slug,
    street: null,
    city: "Oslo",
    country: "NO",
    lat: null,
    lon: null,
  } as const;
  const { slug } = await published(promoter, { performances: [performance(24, { where })] });
  await announce();
  const page = EventPage.parse(await api.json(`/v1/events/${slug}`));
  known = [slug, page.event.performances[0]?.place?.venue?.slug ?? "", promoter.slug];
  const event = await selling({ ticketTypes: [{ price: 0 }] });
  const [hold, ordered] = [await fan.held(event, 1), await fan.held(event, 2)];
  const order = await fan.ordered(ordered);
  bearer = order.key;
  const ids = { "/v1/orders/": order.id, "/v1/holds/": hold.id, "/v1/performances/": event.performances[0] ?? "" };
  own = Object.fromEntries(Object.entries(ids).map(([place, id]) => [place, { id }]));
});

/** What people send who mean no good, or whose keyboard slipped; already escaped, or broken on purpose. */
const hostile = fc.oneof(
  fc.constantFrom(
    "<script>alert(1)</script>",
    "'; DROP TABLE events; --",
    "\u202Egnirts\u202C",
    "\0",
    "%00",
    "../../etc/passwd",
    "{{7*7}}",
    "💥👨‍👩‍👧‍👦",
    "NaN",
    "-0",
    "1e309",
    "99999999999999999999999999",
    "0x1f",
    "null",
    "__proto__",
    "constructor",
    "a\r\nSet-Cookie: x=1",
    "x".repeat(10_000),
    "Ω".repeat(3000),
  ),
  fc.string({ unit: "binary", maxLength: 200 }).map((text) => text.toWellFormed()),
);
const escaped = hostile.map(encodeURIComponent);
const broken = fc.constantFrom("%", "%E0%A4%A", "%ff", "%c0%af", "%u0041", "+", "&", "#", "=", "?", "%0d%0a");

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

/** A value of the kind that the document asks for. */
function valid({ type, enum: values, format, minimum = 0, maximum = 100, pattern }: Schema): fc.Arbitrary<string> {
  if (values) return fc.constantFrom(...values.map(String));
  if (type === "boolean") return fc.constantFrom("true", "false");
  if (type === "integer") return fc.integer({ min: minimum, max: maximum }).map(String);
  if (type === "number") {
    return fc
      .integer({ min: Math.ceil(minimum * 100), max: maximum * 100 })
      .map((hundredths) => String(hundredths / 100));
  }
  if (format === "date")
    return fc
      .date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  if (pattern === "^[A-Za-z]{3}$") return fc.constantFrom("EUR", "usd", "JPY");
  if (pattern === "^[A-Za-z]{2}$") return fc.constantFrom("PL", "no", "zz");
  if (pattern !== undefined)
    return fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known, "nothing-of-that-name") },
      fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, 100).replace(/-$/, "")),
    );
  return fc.oneof(fc.constantFrom("krakow", "An evening", "jazz"), fc.string({ maxLength: 60 }));
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

/** One address of the route: a few of its parameters, every second time all valid, else hostile, broken or repeated. */
function address(path: string, parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const inPath = parameters.filter(({ in: place }) => place === "path");
  const inQuery = parameters.filter(({ in: place }) => place === "query");
  const good = ({ name, in: place, schema }: Parameter) => {
    const [, named] = (place === "path" && Object.entries(own).find(([start]) => path.startsWith(start))) || [];
    return (named?.[name] === undefined ? valid(schema) : fc.constant(named[name])).map(encodeURIComponent);
  };
  const any = (parameter: Parameter) => fc.oneof({ weight: 2, arbitrary: good(parameter) }, escaped, broken);
  const unknown = fc.tuple(escaped, escaped).map(([name, text]) => `x${name.slice(0, 50)}=${text.slice(0, 50)}`);
  return fc
    .tuple(fc.boolean(), fc.subarray(inQuery, { maxLength: Math.min(4, inQuery.length) }), fc.boolean())
    .chain(([tame, chosen, repeat]) => {
      const value = tame ? good : any;
      const given = repeat && !tame ? [...chosen, ...chosen.slice(0, 1)] : chosen;
      const required = inQuery.filter((parameter) => tame && parameter.required && !chosen.includes(parameter));
      return fc.tuple(
        fc.tuple(...inPath.map(value)),
        fc.tuple(
          ...[...given, ...required].map((parameter) => value(parameter).map((text) => `${parameter.name}=${text}`)),
        ),
        fc.array(unknown, { maxLength: 2 }),
      );
    })
    .map(([segments, pairs, extra]) => {
      const place = inPath.reduce(
        (at, { name }, i) => at.replace(`{${name}}`, () => inOneSegment(segments[i] ?? "")),
        path,
      );
      return `${place}?${[...pairs, ...extra].join("&")}`;
    });
}

/** A dot segment or a slash would make it another route's address. */
const inOneSegment = (text: string): string => text.replace(/^\.*$|[/?#\\]/g, "x").slice(0, 4000);

const SHAPES: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = {
  "/v1/events": EventList,
  "/v1/events/{slug}": EventPage,
  "/v1/facets": Facets,
  "/v1/venues/{slug}": VenuePage,
  "/v1/promoters/{slug}": PromoterPage,
  "/v1/search": SearchPage,
  "/v1/suggest": Suggestions,
  "/readyz": Readiness,
  "/v1/performances/{id}/availability": Availability,
  "/v1/holds/{id}": Hold,
  "/v1/orders/{id}": OrderReply,
};

const document = apiDocument(createApp());
const routes = Object.entries(document.paths ?? {}).flatMap(([path, { get }]) =>
  get === undefined
    ? []
    : [
        {
          path,
          // The document is the app's own; its parameters carry their schemas in place.
          parameters: (get.parameters ?? []) as unknown as Parameter[],
          statuses: Object.keys(get.responses ?? {}).map(Number),
        },
      ],
);
/** Nobody guesses what is signed or mailed. */
const OUT_OF_REACH = [
  "/v1/previews/{token}",
  "/v1/my/orders",
  "/v1/interests/{token}",
  "/v1/order-email-changes/{token}",
];

test.each(routes)(
  "$path bears any input: it answers as declared, or refuses with the field's name",
  { timeout: FUZZ_TIMEOUT_MS },
  async ({ path, parameters, statuses }) => {
    console.log(`fuzzing ${path} with FUZZ_SEED=${seed}`);
    const names = new Set(["slug", "/code", ...parameters.map(({ name }) => name)]);
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(address(path, parameters), async (asked) => {
        const response = await api.get(asked, { authorization: `Bearer ${bearer}` });
        const text = await response.text();
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
        expect(response.status, text).toBeLessThan(500);
        expect([...statuses, 404]).toContain(response.status);
        expect(response.headers.get("set-cookie")).toBeNull();
        const type = response.headers.get("content-type") ?? "";
        if (response.status >= 400) {
          expect(type).toBe("application/problem+json");
          const problem = Problem.parse(JSON.parse(text));
          if (response.status === 400) expect(problem.errors?.length).toBeGreaterThan(0);
          for (const { pointer } of problem.errors ?? []) expect(names).toContain(pointer);
          // A refusal names the field; it never repeats what was sent.
          expect(text).not.toMatch(/<script|DROP TABLE|Set-Cookie/);
        } else {
          // Nothing here is HTML, so nothing can be taken for it.
          expect(type).not.toContain("text/html");
          const shape = SHAPES[path];
          if (shape) expect(shape.safeParse(JSON.parse(text)).success).toBe(true);
        }
      }),
      { seed, numRuns: runs },
    );
    console.log(`${path} answered`, Object.fromEntries(seen));
    // Refusing everything would be no test of what is behind.
    if (!OUT_OF_REACH.includes(path)) expect(seen.get(200)).toBeGreaterThan(0);
  },
);

test("any path and any method is answered without a failure", { timeout: FUZZ_TIMEOUT_MS }, async () => {
  const methods = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
  const path = fc.array(
    fc.oneof(
      escaped,
      broken,
      fc.constantFrom("v1", "events", "venues", "covers", "docs", "holds", "orders", "payments"),
    ),
    {
      maxLength: 5,
    },
  );
  await fc.assert(
    fc.asyncProperty(methods, path, async (method, segments) => {
      const response = await api.call(
        `/${segments
          .join("/")
          .replace(/[?#\\]/g, "")
          .slice(0, 6000)}`,
        { method },
      );
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("cache-control")).not.toBeNull();
    }),
    { seed, numRuns: runs },
  );
});
