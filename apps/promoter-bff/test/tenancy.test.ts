import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../src/app.ts";
import { apiDocument } from "../src/openapi-document.ts";
import { type Call, faults, input, newIsolate, ORIGIN, performance } from "./api.ts";
import { png } from "./pictures.ts";
import { newSale, noSale, SALE_TRIES, type SaleIds } from "./sale-tries.ts";
import { digestOf, type Ids, newTenant, nobodys, type Tenant } from "./tenant.ts";

/*
 * For every route: asking with another tenant's ids is answered as asking with ids that do not exist, shows nothing of
 * theirs and leaves every row of theirs as it was; with one's own ids the very same request works.
 */

interface Try extends Call {
  readonly path: string;
  /** A body that is no text. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

const FILE = "name,date,online\nOtters,2031-06-12,yes\n";
const picture = await png(300, 300);

/** The requests to make of a route: with these ids, by somebody who knows them. */
type Tries = (ids: Ids, own: Ids) => readonly Try[];

const tag = ({ version }: Ids) => ({ "if-match": `"${version}"` });
const first = { "if-match": '"1"' };
const key = () => ({ "idempotency-key": crypto.randomUUID() });
const creates = (body: unknown): Call => ({ headers: key(), body });

/** Where only the status can be compared: what it makes is new each time. */
const MAKES = new Set([
  "post /v1/events",
  "post /v1/series",
  "post /v1/organisations",
  "post /v1/imports",
  "post /v1/organisation/invitations",
  "get /v1/export",
]);

/** Names nothing, and works once: there is nothing to compare it with. */
const WORKS_ONCE = new Set(["patch /v1/organisation"]);

const TRIES: Readonly<Record<string, Tries>> = {
  "get /v1/events": (ids) => [
    { path: "/v1/events" },
    { path: `/v1/events?q=${MARK}` },
    { path: `/v1/events?seriesId=${ids.series}` },
    ...["created", "changed", "name", "date"].map((sort) => ({ path: `/v1/events?sort=${sort}&status=draft` })),
  ],
  "post /v1/events": (ids) => [
    { path: "/v1/events", headers: { "idempotency-key": `new-${ids.key}` }, body: input() },
    { path: "/v1/events", ...creates(input({ seriesId: ids.series })) },
  ],
  "get /v1/events/{id}": ({ draft, shown }) => [draft, shown].map((id) => ({ path: `/v1/events/${id}` })),
  "patch /v1/events/{id}": (ids, own) => [
    { path: `/v1/events/${ids.draft}`, headers: first, body: { name: "Defaced" } },
    { path: `/v1/events/${ids.shown}`, headers: tag(ids), body: { name: "Defaced", performances: [performance()] } },
    { path: `/v1/events/${own.postponed}`, headers: { "if-match": '"3"' }, body: { seriesId: ids.series } },
  ],
  ...Object.fromEntries(
    (
      [
        ["publication", "draft"],
        ["withdrawal", "shown"],
        ["postponement", "shown"],
        ["rescheduling", "postponed"],
        ["cancellation", "shown"],
        ["archiving", "draft"],
      ] as const
    ).map(([step, which]): [string, Tries] => [
      `post /v1/events/{id}/${step}`,
      (ids) => [{ path: `/v1/events/${ids[which]}/${step}` }],
    ]),
  ),
  "get /v1/events/{id}/preflight": ({ draft }) => [{ path: `/v1/events/${draft}/preflight` }],
  "post /v1/events/{id}/duplicate": ({ shown }) => [
    { path: `/v1/events/${shown}/duplicate`, ...creates({ shiftDays: 7 }) },
  ],
  "post /v1/events/{id}/holders-preview": ({ shown }) => [
    { path: `/v1/events/${shown}/holders-preview`, body: {} },
    { path: `/v1/events/${shown}/holders-preview`, body: { performances: [performance()] } },
  ],
  "get /v1/events/{id}/deliveries": ({ shown }) => [{ path: `/v1/events/${shown}/deliveries` }],
  "put /v1/events/{id}/cover": (ids) => [
    { path: `/v1/events/${ids.draft}/cover`, headers: { ...first, "content-type": "image/png" }, bytes: picture },
  ],
  "delete /v1/events/{id}/cover": ({ draft }) => [{ path: `/v1/events/${draft}/cover`, headers: first }],
  "post /v1/events/{id}/preview": ({ draft }) => [{ path: `/v1/events/${draft}/preview` }],
  "get /v1/imports": () => [{ path: "/v1/imports" }],
  "post /v1/imports": ({ key }) => [
    {
      path: "/v1/imports?format=csv&name=mine",
      headers: { "idempotency-key": `new-${key}`, "content-type": "text/csv", "content-length": String(FILE.length) },
      body: FILE,
    },
  ],
  "get /v1/imports/{id}": (ids) => [{ path: `/v1/imports/${ids.import}` }],
  "get /v1/imports/{id}/rows": (ids) => [{ path: `/v1/imports/${ids.import}/rows` }],
  "get /v1/imports/{id}/report": (ids) => [{ path: `/v1/imports/${ids.import}/report` }],
  "post /v1/imports/{id}/undo": (ids) => [{ path: `/v1/imports/${ids.import}/undo` }],
  "get /v1/series": () => [{ path: "/v1/series" }],
  "post /v1/series": ({ key }) => [
    { path: "/v1/series", headers: { "idempotency-key": `new-${key}` }, body: { name: "Mine" } },
  ],
  "patch /v1/series/{id}": ({ series }) => [
    { path: `/v1/series/${series}`, headers: first, body: { name: "Defaced" } },
  ],
  "get /v1/audit": (ids) => [
    { path: "/v1/audit" },
    { path: `/v1/audit?subjectId=${ids.shown}` },
    { path: `/v1/audit?actorId=${ids.colleague}` },
  ],
  "get /v1/deliveries": () => [{ path: "/v1/deliveries" }, { path: "/v1/deliveries?state=parked" }],
  "post /v1/deliveries/{id}/replay": ({ delivery }) => [{ path: `/v1/deliveries/${delivery}/replay` }],
  "get /v1/export": () => [{ path: "/v1/export" }],
  "patch /v1/session": ({ promoter }) => [{ path: "/v1/session", body: { promoterId: promoter } }],
  "get /v1/sessions": () => [{ path: "/v1/sessions" }],
  "delete /v1/sessions/{id}": ({ session }) => [{ path: `/v1/sessions/${session}` }],
  "delete /v1/sessions": () => [{ path: "/v1/sessions" }],
  "post /v1/organisations": ({ key }) => [
    { path: "/v1/organisations", headers: { "idempotency-key": `new-${key}` }, body: { name: "Mine" } },
  ],
  "get /v1/organisation": () => [{ path: "/v1/organisation" }],
  "patch /v1/organisation": () => [{ path: "/v1/organisation", headers: first, body: { rounding: "net-sum" } }],
  "get /v1/organisation/members": () => [{ path: "/v1/organisation/members" }],
  "patch /v1/organisation/members/{userId}": ({ colleague }) => [
    { path: `/v1/organisation/members/${colleague}`, body: { role: "owner" } },
  ],
  "delete /v1/organisation/members/{userId}": ({ colleague }) => [{ path: `/v1/organisation/members/${colleague}` }],
  "get /v1/organisation/invitations": () => [{ path: "/v1/organisation/invitations" }],
  "post /v1/organisation/invitations": ({ email }) => [
    { path: "/v1/organisation/invitations", ...creates({ email, role: "manager" }) },
  ],
  "delete /v1/organisation/invitations/{id}": ({ invitation }) => [
    { path: `/v1/organisation/invitations/${invitation}` },
  ],
};

/** Routes that are about no tenant, and why. A new route stands here or above, or this file fails. */
const NO_TENANT: Readonly<Record<string, string>> = {
  "get /healthz": "about this worker",
  "get /readyz": "about this worker",
  "post /v1/accounts": "before anybody is signed in",
  "post /v1/accounts/verification": "whoever has the link",
  "post /v1/password-resets": "before anybody is signed in",
  "put /v1/password-resets": "whoever has the link",
  "post /v1/session": "before anybody is signed in",
  "get /v1/session": "about the asker's own cookie",
  "delete /v1/session": "about the asker's own cookie",
  "get /v1/invitations/{token}": "whoever has the link",
  "post /v1/invitations/acceptance": "whoever has the link, and the address it went to",
  "get /v1/venues": "venues are everybody's",
};

/** Stands in everything of the other tenant's, and folds to one word. */
const MARK = "Theirsalone";

const api = newIsolate();
let theirs: Tenant;
let theirSale: SaleIds;
/** Who asks for what is not theirs, and is left as they were. */
let asker: Tenant;
/** Who asks for what is theirs. */
let seller: Tenant;
let ownSale: SaleIds | undefined;
beforeAll(async () => {
  await faults.clear();
  theirs = await newTenant(api, MARK);
  theirSale = await newSale(theirs.member, MARK);
  asker = await newTenant(api, "Mine");
  seller = await newTenant(api, "Mine");
});

const routes = Object.entries(apiDocument(createApp()).paths ?? {}).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method} ${path}`),
);

test("every route is tried with another tenant's ids, or is about no tenant", () => {
  const listed = [TRIES, SALE_TRIES, NO_TENANT].flatMap(Object.keys);
  expect(new Set(listed).size).toBe(listed.length);
  expect(routes.filter((route) => !listed.includes(route))).toEqual([]);
  expect(listed.filter((route) => !routes.includes(route))).toEqual([]);
});

describe.each(Object.entries(TRIES))("%s", (route, tries) => {
  const method = (route.split(" ")[0] ?? "").toUpperCase();

  test("knows another tenant's things no better than what does not exist", async () => {
    // What it makes there may be made once.
    const mine = MAKES.has(route) ? await newTenant(api, "Mine") : asker;
    const before = await digestOf(theirs.ids, theirs.member.promoter.userId);
    const unknown = nobodys();
    const ask = async (asked: Try) => {
      const response = await send(mine, method, asked);
      const text = await response.text();
      return { status: response.status, text, etag: response.headers.get("etag") };
    };
    const [named, strange] = [tries(theirs.ids, mine.ids), tries(unknown, mine.ids)];
    for (const [n, asked] of named.entries()) {
      const answer = await ask(asked);
      const same = WORKS_ONCE.has(route) ? answer : await ask(strange[n] ?? asked);
      const about = `${asked.path}: ${answer.status} ${answer.text.slice(0, 500)}`;
      expect(answer.status, about).toBe(same.status);
      for (const secret of secretsOf(theirs, asked)) expect(answer.text, about).not.toContain(secret);
      // Whatever a path names is not there; what a body names is refused as the contract says.
      if (route.includes("{") && !asked.path.includes(mine.ids.postponed)) expect(answer.status, about).toBe(404);
      if (!MAKES.has(route)) {
        expect(comparable(answer.text, theirs.ids), about).toBe(comparable(same.text, unknown));
      }
    }
    expect(await digestOf(theirs.ids, theirs.member.promoter.userId)).toEqual(before);
  });

  test("does for one's own what it was asked for", async () => {
    const count = tries(theirs.ids, theirs.ids).length;
    for (let n = 0; n < count; n++) {
      // Whoever only reads leaves it as it was.
      const mine = method === "GET" ? seller : await newTenant(api, "Mine");
      const asked = tries(mine.ids, mine.ids)[n];
      if (asked === undefined) throw new Error("no such try");
      const response = await send(mine, method, asked);
      const text = await response.text();
      expect(response.status, `${asked.path}: ${text.slice(0, 500)}`).toBeLessThan(300);
    }
  });
});

describe.each(Object.entries(SALE_TRIES))("%s", (route, tryWith) => {
  const method = (route.split(" ")[0] ?? "").toUpperCase();

  test("knows another tenant's sale no better than what does not exist", async () => {
    const before = await digestOf(theirs.ids, theirs.member.promoter.userId);
    const unknown = noSale();
    const named = tryWith(theirSale);
    const [answer, same] = [await send(asker, method, named), await send(asker, method, tryWith(unknown))];
    const text = await answer.text();
    const about = `${answer.status} ${text.slice(0, 500)}`;
    expect(answer.status, about).toBe(route.includes("{") ? 404 : 200);
    expect(same.status).toBe(answer.status);
    const said = JSON.stringify(named);
    for (const secret of [MARK, ...Object.values(theirSale)].filter((each) => !said.includes(each)))
      expect(text, about).not.toContain(secret);
    const plain = (body: string, ids: SaleIds) => comparable(body, ids).replace(/"asOf":"[^"]*"/, "");
    expect(plain(text, theirSale)).toBe(plain(await same.text(), unknown));
    expect(await digestOf(theirs.ids, theirs.member.promoter.userId)).toEqual(before);
  });

  test("does for one's own what it was asked for", async () => {
    ownSale ??= await newSale(seller.member, "Mine");
    const ids = method === "GET" ? ownSale : await newSale(seller.member, "Mine");
    const response = await send(seller, method, tryWith(ids));
    const text = await response.text();
    expect(response.status, text.slice(0, 500)).toBeLessThan(300);
    const lists = method === "GET" && !route.endsWith(".csv") && !/selling|progress|revocations/.test(route);
    if (lists) expect(text).toMatch(/Mine|"amount"|"sold"/);
  });
});

test("a page's cursor of another tenant's list shows nothing of theirs", async () => {
  const mine = await newTenant(api, "Mine");
  for (const list of ["/v1/events", "/v1/events?sort=name", "/v1/events?sort=date", "/v1/audit", "/v1/deliveries"]) {
    const join = list.includes("?") ? "&" : "?";
    const page = await theirs.member.call("GET", `${list}${join}limit=1`);
    const { nextCursor } = await page.json<{ nextCursor: string | null }>();
    expect(nextCursor, list).not.toBeNull();
    const answer = await mine.member.call("GET", `${list}${join}cursor=${nextCursor}`);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    for (const secret of secretsOf(theirs, { path: "" })) expect(text).not.toContain(secret);
  }
});

test("the same Idempotency-Key and body at two tenants make one event each", async () => {
  const [mine, yours] = [await api.signIn(), await api.signIn()];
  const same = crypto.randomUUID();
  const ids = await Promise.all(
    [mine, yours, mine, yours].map(async (one) => (await (await one.create(input(), same)).json<{ id: string }>()).id),
  );
  expect(new Set(ids).size).toBe(2);
  expect([ids[0], ids[1]]).toEqual([ids[2], ids[3]]);
});

test("lines of an event cannot be another tenant's", async () => {
  const mine = await api.signIn();
  const before = await digestOf(theirs.ids, theirs.member.promoter.userId);
  for (const lines of [theirs.ids, nobodys()]) {
    const event = await mine.created();
    const changes = {
      "/performances/0/id": { performances: [{ ...performance(), id: lines.performance }] },
      "/ticketTypes/0/id": { ticketTypes: [{ name: "Entry", price: 1, id: lines.ticketType }] },
      "/quotas/0/id": {
        quotas: [{ name: "All", capacity: 1, ticketTypes: [event.ticketTypes[0]?.id], id: lines.quota }],
      },
      "/quotas/0/ticketTypes/0": { quotas: [{ name: "All", capacity: 1, ticketTypes: [lines.ticketType] }] },
    };
    for (const [pointer, change] of Object.entries(changes)) {
      const refused = await mine.change(event.id, event.version, change);
      const text = await refused.text();
      expect([refused.status, JSON.parse(text).errors?.[0]?.pointer], text).toEqual([400, pointer]);
      expect(text).not.toContain(MARK);
    }
  }
  expect(await digestOf(theirs.ids, theirs.member.promoter.userId)).toEqual(before);
});

test("backlogs and counts are one's own alone", async () => {
  const mine = await api.signIn();
  const { backlog } = await (await mine.call("GET", "/v1/deliveries")).json<{ backlog: Record<string, unknown> }>();
  for (const each of Object.values(backlog)) expect(each).toEqual({ waiting: 0, parked: 0, oldest: null });
});

function send({ member }: Tenant, method: string, { bytes, ...asked }: Try): Promise<Response> {
  if (bytes === undefined) return member.call(method, asked.path, asked);
  const headers = { origin: ORIGIN, cookie: member.cookie, ...asked.headers };
  return api.send(new Request(`${ORIGIN}${asked.path}`, { method, headers, body: bytes }));
}

/** Everything of a tenant's that an answer must not hold, but for what the request itself said. */
function secretsOf({ ids, member }: Tenant, asked: Try): string[] {
  const said = JSON.stringify({ ...asked, bytes: undefined });
  const { key: _key, version: _version, delivery: _delivery, ...rest } = ids;
  const all = [MARK, member.promoter.userId, member.promoter.email, ...Object.values(rest)];
  return all.filter((secret) => !said.includes(secret));
}

/** An answer without what differs from one request to the next, its ids included. */
function comparable(text: string, ids: Ids | SaleIds): string {
  let plain = text.replace(/"requestId":"[^"]*"/, '"requestId":""');
  for (const [name, id] of Object.entries(ids))
    if (typeof id === "string" && name !== "delivery") plain = plain.replaceAll(id, name);
  return plain;
}
