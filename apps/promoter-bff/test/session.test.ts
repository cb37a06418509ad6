import { SessionList } from "@liveotter/contracts/promoter/session";
import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { createApp } from "../src/app.ts";
import { apiDocument } from "../src/openapi-document.ts";
import { cookieOf, input, newIsolate, ORIGIN } from "./api.ts";
import { newPromoter, owner } from "./promoters.ts";

test("the right password opens a session whose cookie no script sees and no other site sends", async () => {
  const isolate = newIsolate();
  const { id, userId, email, password } = await newPromoter();
  const response = await isolate.call("POST", "/v1/session", { body: { email: email.toUpperCase(), password } });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({
    user: { id: userId, email, name: "A person" },
    promoter: { id, name: "A promoter", role: "owner" },
    promoters: [{ id }],
  });
  const cookie = response.headers.get("Set-Cookie") ?? "";
  expect(cookie).toMatch(/; HttpOnly/i);
  expect(cookie).toMatch(/; Secure/i);
  expect(cookie).toMatch(/; SameSite=Lax/i);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
});

test("a wrong password and an unknown address are answered alike", async () => {
  const { call } = newIsolate();
  const { email } = await newPromoter();
  for (const body of [
    { email, password: "wrong" },
    { email: `nobody.${email}`, password: "wrong" },
  ]) {
    const response = await call("POST", "/v1/session", { body });
    expect(response.status).toBe(401);
    expect(response.headers.get("Set-Cookie")).toBeNull();
    expect(await response.json()).toMatchObject({
      code: "unauthenticated",
      detail: "No such e-mail address and password.",
    });
  }
});

test("a session is known until it ends, and a copied cookie with it", async () => {
  const { call } = await newIsolate().signIn();
  expect((await call("GET", "/v1/session")).status).toBe(200);
  const end = await call("DELETE", "/v1/session");
  expect(end.status).toBe(204);
  expect(end.headers.get("Set-Cookie")).toMatch(/Max-Age=0/);
  expect((await call("GET", "/v1/session")).status).toBe(401);
});

test("a cookie that we did not sign opens nothing", async () => {
  const isolate = newIsolate();
  const { cookie } = await isolate.signIn();
  const [name = "", value = ""] = cookie.split("=");
  const token = decodeURIComponent(value).split(".")[0] ?? "";
  for (const forged of [token, `${token}.${"A".repeat(43)}=`, ""]) {
    const headers = { Cookie: `${name}=${encodeURIComponent(forged)}` };
    expect((await isolate.call("GET", "/v1/session", { headers })).status).toBe(401);
  }
});

test("a change that does not come from our own pages is refused, whatever the cookie", async () => {
  const isolate = newIsolate();
  const me = await isolate.signIn();
  const { id, version } = await me.created();
  for (const origin of ["https://evil.example", "null", `${ORIGIN}.evil.example`, ""]) {
    const headers = { origin, "if-match": `"${version}"`, "idempotency-key": crypto.randomUUID() };
    for (const [method, path, body] of [
      ["POST", "/v1/events", input()],
      ["PATCH", `/v1/events/${id}`, { name: "Forged" }],
      ["POST", `/v1/events/${id}/publication`, undefined],
      ["DELETE", "/v1/session", undefined],
      ["POST", "/v1/session", { email: me.promoter.email, password: me.promoter.password }],
    ] as const) {
      const response = await me.call(method, path, { body, headers });
      expect([origin, method, path, response.status]).toEqual([origin, method, path, 403]);
    }
  }
  const silent = new Request(`${ORIGIN}/v1/session`, { method: "DELETE", headers: { cookie: me.cookie } });
  expect((await isolate.send(silent)).status).toBe(403);
  expect(await me.read(id)).toMatchObject({ version, status: "draft" });
});

test("more sign-ins at once than there is CPU for are told to come back", async () => {
  const isolate = newIsolate();
  const { email, password } = await newPromoter();
  const all = await Promise.all(
    Array.from({ length: 40 }, () => isolate.call("POST", "/v1/session", { body: { email, password } })),
  );
  const statuses = all.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([201, 503]));
  for (const response of all) {
    if (response.status === 503) expect(response.headers.get("Retry-After")).toBe("2");
  }
});

test("every route of events asks to sign in first", async () => {
  const { call } = newIsolate();
  const id = crypto.randomUUID();
  for (const [method, path] of [
    ["GET", "/v1/events"],
    ["POST", "/v1/events"],
    ["GET", `/v1/events/${id}`],
    ["PATCH", `/v1/events/${id}`],
    ["POST", `/v1/events/${id}/publication`],
  ] as const) {
    const response = await call(method, path);
    expect([method, path, response.status]).toEqual([method, path, 401]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  }
});

test("a session that has run out opens nothing", async () => {
  const isolate = newIsolate();
  const me = await isolate.signIn();
  await owner().query(
    sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = ${me.promoter.userId}::uuid`,
  );
  expect((await me.call("GET", "/v1/events")).status).toBe(401);
});

test("who acts for no promoter any more is told to choose one, and gets in nowhere", async () => {
  const isolate = newIsolate();
  const me = await isolate.signIn();
  await owner().query(sql`DELETE FROM promoter_members WHERE user_id = ${me.promoter.userId}::uuid`);
  expect((await me.call("GET", "/v1/events")).status).toBe(403);
  const again = await isolate.enter(me.promoter);
  expect(await (await again.call("GET", "/v1/session")).json()).toMatchObject({ promoter: null, promoters: [] });
  const refused = await again.call("GET", "/v1/events");
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ detail: "Choose or create an organisation." });
});

test("hostile words for an address or a password are refused or wrong, never a failure", async () => {
  const isolate = newIsolate();
  const { email } = await newPromoter();
  const hostile = [
    "\0",
    "\ud800",
    "a@b\0.test",
    "'; DROP TABLE users; --@x.test",
    "x".repeat(10_000),
    "ﷺ",
    "",
    null,
    {},
    7,
  ];
  for (const word of hostile) {
    for (const body of [
      { email: word, password: "x" },
      { email, password: word },
    ]) {
      const response = await isolate.call("POST", "/v1/session", { body });
      expect([400, 401], JSON.stringify(body).slice(0, 80)).toContain(response.status);
    }
  }
});

/** Moves the marks of time on a person's sessions into the past. */
const age = (userId: string, hours: number, created = hours) =>
  owner().query(sql`UPDATE sessions SET updated_at = now() - make_interval(hours => ${hours}),
    created_at = now() - make_interval(hours => ${created}), expires_at = now() + interval '1 hour'
    WHERE user_id = ${userId}::uuid`);
const endOf = async (userId: string) => {
  const [row] = await owner().query<{ hours: number }>(
    sql`SELECT extract(epoch FROM expires_at - now())::float8 / 3600 AS hours FROM sessions WHERE user_id = ${userId}::uuid`,
  );
  return row?.hours ?? 0;
};

test("a session that is used goes on, with one write an hour and one query a request", async () => {
  const isolate = newIsolate();
  const me = await isolate.signIn();
  const { userId } = me.promoter;
  const auth = vi.spyOn(isolate.deps, "auth");
  const quiet = await me.call("GET", "/v1/events");
  expect(quiet.headers.get("Set-Cookie")).toBeNull();
  expect(auth).toHaveBeenCalledTimes(1);

  await age(userId, 2);
  const noted = await me.call("GET", "/v1/events");
  expect(noted.status).toBe(200);
  expect(cookieOf(noted)).toBe(me.cookie);
  expect(noted.headers.get("Set-Cookie")).toMatch(/Max-Age=604800.*HttpOnly/i);
  expect(await endOf(userId)).toBeCloseTo(7 * 24, 1);
  expect((await me.call("GET", "/v1/events")).headers.get("Set-Cookie")).toBeNull();
  expect(auth).toHaveBeenCalledTimes(4);
});

test("a session ends after 90 days however much it is used", async () => {
  const me = await newIsolate().signIn();
  await age(me.promoter.userId, 2, 90 * 24 - 5);
  await me.call("GET", "/v1/events");
  expect(await endOf(me.promoter.userId)).toBeCloseTo(5, 1);
});

test("signing out is not undone by keeping the session alive", async () => {
  const me = await newIsolate().signIn();
  await age(me.promoter.userId, 2);
  const out = await me.call("DELETE", "/v1/session");
  expect(out.headers.get("Set-Cookie")).toMatch(/Max-Age=0/);
  expect((await me.call("GET", "/v1/session")).status).toBe(401);
});

test("sessions are listed without what opens them, and end one by one or all but this", async () => {
  const isolate = newIsolate();
  const { promoter, ...me } = await isolate.signIn();
  const body = { email: promoter.email, password: promoter.password };
  const headers = { "user-agent": "Otter/1.0 (\u00ff)" };
  const [second, third] = [
    isolate.visitor(await isolate.call("POST", "/v1/session", { body, headers })),
    await isolate.enter(promoter),
  ];
  const listed = async () => {
    const response = await me.call("GET", "/v1/sessions");
    expect(response.status).toBe(200);
    return SessionList.parse(await response.json()).items;
  };
  const all = await listed();
  expect(all.map(({ current }) => current)).toEqual([false, false, true]);
  expect(all.map(({ userAgent }) => userAgent)).toContain("Otter/1.0 ()");
  for (const { cookie } of [me, second, third]) {
    const token = decodeURIComponent(cookie.split("=")[1] ?? "").split(".")[0] ?? "";
    expect(token.length).toBeGreaterThan(20);
    expect(JSON.stringify(all)).not.toContain(token);
  }
  const other = all.find(({ userAgent }) => userAgent !== null);
  expect((await me.call("DELETE", `/v1/sessions/${other?.id}`)).status).toBe(204);
  expect((await second.call("GET", "/v1/session")).status).toBe(401);
  expect((await me.call("DELETE", `/v1/sessions/${other?.id}`)).status).toBe(404);
  expect((await me.call("DELETE", "/v1/sessions")).status).toBe(204);
  expect((await third.call("GET", "/v1/session")).status).toBe(401);
  expect((await listed()).length).toBe(1);
});

test("nobody ends another's session", async () => {
  const isolate = newIsolate();
  const [me, them] = [await isolate.signIn(), await isolate.signIn()];
  const { items } = SessionList.parse(await (await them.call("GET", "/v1/sessions")).json());
  for (const { id } of items) expect((await me.call("DELETE", `/v1/sessions/${id}`)).status).toBe(404);
  await me.call("DELETE", "/v1/sessions");
  expect((await them.call("GET", "/v1/session")).status).toBe(200);
});

test("every route that changes something refuses other sites, and bodies that are not JSON, and says so", async () => {
  const isolate = newIsolate();
  const me = await isolate.signIn();
  const some = crypto.randomUUID();
  const routes = Object.entries(apiDocument(createApp()).paths ?? {}).flatMap(([path, operations]) =>
    (["post", "put", "patch", "delete"] as const).flatMap((method) => {
      const { responses } = operations[method] ?? {};
      return responses ? [{ method: method.toUpperCase(), path: path.replace(/\{\w+\}/, some), responses }] : [];
    }),
  );
  expect(routes.length).toBeGreaterThan(25);
  for (const { method, path, responses } of routes) {
    const about = `${method} ${path}`;
    const foreign = await me.call(method, path, { headers: { origin: "https://evil.example" } });
    expect([about, foreign.status]).toEqual([about, 403]);
    const takesFile = /^(POST .*\/imports|PUT .*\/cover)$/.test(about);
    const headers = { "content-type": "application/x-www-form-urlencoded", "idempotency-key": some };
    const form = takesFile ? null : await me.call(method, path, { body: "email=x", headers });
    if (form !== null) expect([about, form.status]).toEqual([about, 415]);
    // Signing out is never too much.
    const declared = [403, 413, ...(takesFile ? [] : [415]), ...(about === "DELETE /v1/session" ? [] : [429])];
    expect([about, Object.keys(responses).map(Number)]).toEqual([about, expect.arrayContaining(declared)]);
  }
  expect((await me.call("GET", "/v1/session")).status).toBe(200);
});
