import { AuditList } from "@liveotter/contracts/promoter/audit";
import type { Organisation } from "@liveotter/contracts/promoter/organisation";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { type Call, input, newIsolate, pointers, type Visitor } from "./api.ts";
import { mailedToken, mailsTo } from "./mails.ts";
import { newMember, newPerson, newPromoter, owner, type TestPromoter } from "./promoters.ts";

const api = newIsolate();
const key = () => ({ "idempotency-key": crypto.randomUUID() });
const newEmail = () => `grace.${crypto.randomUUID()}@example.test`;

const found = (who: Visitor, name: string, headers = key()) =>
  who.call("POST", "/v1/organisations", { body: { name }, headers });
const invite = (who: Pick<Visitor, "call">, email: string, role = "manager", headers = key()) =>
  who.call("POST", "/v1/organisation/invitations", { body: { email, role }, headers });
const accept = (who: Pick<Visitor, "call">, token: string) =>
  who.call("POST", "/v1/invitations/acceptance", { body: { token } });
const setRole = (who: Pick<Visitor, "call">, { userId }: TestPromoter, role: string) =>
  who.call("PATCH", `/v1/organisation/members/${userId}`, { body: { role } });
const remove = (who: Pick<Visitor, "call">, { userId }: TestPromoter) =>
  who.call("DELETE", `/v1/organisation/members/${userId}`);

/** What the audit log says of a promoter. */
async function audited(id: string): Promise<string[]> {
  const rows = await owner().query<{ action: string }>(
    sql`SELECT action FROM audit_log WHERE promoter_id = ${id}::uuid ORDER BY id`,
  );
  return rows.map(({ action }) => action);
}
async function rolesIn(id: string): Promise<string[]> {
  const rows = await owner().query<{ role: string }>(
    sql`SELECT role FROM promoter_members WHERE promoter_id = ${id}::uuid ORDER BY role DESC`,
  );
  return rows.map(({ role }) => role);
}

describe("an organisation", () => {
  test("is made by a person for themselves, who owns it and acts for it from then on", async () => {
    const me = await api.enter(await newPerson());
    expect((await me.call("GET", "/v1/events")).status).toBe(403);
    const response = await found(me, "Otter & Sons");
    expect(response.status).toBe(201);
    const made = await response.json<Organisation>();
    expect(made).toMatchObject({ name: "Otter & Sons", rounding: "per-line", version: 1 });
    expect(made.slug).toMatch(/^otter-sons/);
    expect(response.headers.get("ETag")).toBe('"1"');
    const own = { id: made.id, name: made.name, role: "owner" };
    expect(await (await me.call("GET", "/v1/session")).json()).toMatchObject({ promoter: own, promoters: [own] });
    expect((await me.call("POST", "/v1/events", { body: input(), headers: key() })).status).toBe(201);
    expect((await audited(made.id)).slice(0, 1)).toEqual(["organisation.create"]);
    // Another of the same name gets an address of its own.
    const twin = await (await found(me, "Otter & Sons")).json<Organisation>();
    expect(twin.slug).not.toBe(made.slug);
  });

  test("is made once by one key, also at once, and by no other request with that key", async () => {
    const person = await newPerson();
    const me = await api.enter(person);
    const headers = key();
    const answers = await Promise.all(Array.from({ length: 4 }, () => found(me, "Once", headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const ids = await Promise.all(answers.map(async (each) => (await each.json<Organisation>()).id));
    expect(new Set(ids).size).toBe(1);
    expect((await found(me, "Twice", headers)).status).toBe(409);
    const rows = await owner().query(sql`SELECT FROM promoter_members WHERE user_id = ${person.userId}::uuid`);
    expect(rows.length).toBe(1);
    // Another person's key is another key.
    expect((await found(await api.enter(await newPerson()), "Once", headers)).status).toBe(201);
  });

  test("is one of so many that a person may be in, by founding or by joining", async () => {
    const person = await newPerson();
    const me = await api.enter(person);
    await owner().query(sql`WITH made AS (
        INSERT INTO promoters (id, slug, name)
        SELECT gen_random_uuid(), ${`p-${person.userId}`} || '-' || n, 'One of many' FROM generate_series(1, 99) n RETURNING id)
      INSERT INTO promoter_members (promoter_id, user_id, role) SELECT id, ${person.userId}::uuid, 'manager' FROM made`);
    // While the last one is being joined, there seems to be room for it and for others.
    const [host, last] = [await api.enter(await newPromoter()), await newPromoter()];
    await invite(host, person.email);
    const token = await mailedToken(person.email, "invitation");
    const joining = owner().transaction([
      sql`SELECT FROM users WHERE id = ${person.userId}::uuid FOR NO KEY UPDATE`,
      sql`INSERT INTO promoter_members (promoter_id, user_id, role)
        VALUES (${last.id}::uuid, ${person.userId}::uuid, 'manager')`,
      sql`SELECT pg_sleep(1)`,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const both = await Promise.all([found(me, "The last one"), accept(me, token)]);
    await joining;
    expect(both.map(({ status }) => status)).toEqual([409, 409]);
    expect((await found(me, "One more")).status).toBe(409);
    await invite(await api.enter(await newPromoter()), person.email);
    expect((await accept(me, await mailedToken(person.email, "invitation"))).status).toBe(409);
  });

  test("is changed by whoever read its latest version", async () => {
    const me = await api.signIn();
    const patch = (body: unknown, headers: Call["headers"] = {}) =>
      me.call("PATCH", "/v1/organisation", { body, headers });
    expect((await patch({ name: "New" })).status).toBe(428);
    expect((await patch({}, { "if-match": '"1"' })).status).toBe(400);
    expect(await pointers(await patch({ rounding: "up" }, { "if-match": '"1"' }))).toEqual(["/rounding"]);
    const both = await Promise.all([
      patch({ name: "One" }, { "if-match": '"1"' }),
      patch({ rounding: "net-sum" }, { "if-match": '"1"' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const now = await me.call("GET", "/v1/organisation");
    expect(now.headers.get("ETag")).toBe('"2"');
    expect((await patch({ rounding: "net-sum-keep-gross" }, { "if-match": '"2"' })).status).toBe(200);
    expect(await (await me.call("GET", "/v1/organisation")).json()).toMatchObject({
      rounding: "net-sum-keep-gross",
      version: 3,
    });
    expect(await audited(me.promoter.id)).toEqual(["organisation.change", "organisation.change"]);
  });

  test("is switched to for one session, by its members alone", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    const second = await newPromoter();
    await owner().query(
      sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES (${second.id}::uuid, ${mine.userId}::uuid, 'manager')`,
    );
    const [me, elsewhere] = [await api.enter(mine), await api.enter(mine)];
    const to = (promoterId: string) => me.call("PATCH", "/v1/session", { body: { promoterId } });
    const switched = await to(second.id.toUpperCase());
    expect(switched.status).toBe(200);
    expect(await switched.json()).toMatchObject({
      promoter: { id: second.id, role: "manager" },
      promoters: [{ id: mine.id }, { id: second.id }],
    });
    expect(await (await me.call("GET", "/v1/organisation")).json()).toMatchObject({ id: second.id });
    expect(await (await elsewhere.call("GET", "/v1/organisation")).json()).toMatchObject({ id: mine.id });
    for (const id of [theirs.id, crypto.randomUUID()]) expect((await to(id)).status).toBe(404);
    expect(await (await me.call("GET", "/v1/organisation")).json()).toMatchObject({ id: second.id });
  });
});

describe("what an owner, a manager, a removed member and a stranger may do", () => {
  const someone = crypto.randomUUID();
  const table: [string, string, Call, number, number][] = [
    ["GET", "/v1/events", {}, 200, 200],
    ["POST", "/v1/events", { body: input() }, 201, 201],
    ["GET", "/v1/organisation", {}, 200, 200],
    ["PATCH", "/v1/organisation", { body: { name: "Renamed" }, headers: { "if-match": '"1"' } }, 200, 403],
    ["GET", "/v1/organisation/members", {}, 200, 403],
    ["PATCH", `/v1/organisation/members/${someone}`, { body: { role: "owner" } }, 404, 403],
    ["DELETE", `/v1/organisation/members/${someone}`, {}, 404, 403],
    ["GET", "/v1/organisation/invitations", {}, 200, 403],
    ["POST", "/v1/organisation/invitations", { body: { email: "x@example.test", role: "manager" } }, 201, 403],
    ["DELETE", `/v1/organisation/invitations/${someone}`, {}, 404, 403],
  ];

  test.each(table)("%s %s", async (method, path, call, asOwner, asManager) => {
    const promoter = await newPromoter();
    const [manager, removed] = [await newMember(promoter.id), await newMember(promoter.id)];
    const [boss, hand, gone] = [await api.enter(promoter), await api.enter(manager), await api.enter(removed)];
    expect((await remove(boss, removed)).status).toBe(204);
    const ask = async (who: Pick<Visitor, "call">) =>
      (await who.call(method, path, { ...call, headers: { ...call.headers, ...key() } })).status;
    expect(await ask(gone)).toBe(403);
    expect(await ask(hand)).toBe(asManager);
    expect(await ask(boss)).toBe(asOwner);
    expect(await ask(api)).toBe(401);
  });
});

describe("members", () => {
  test("are listed, promoted, demoted and removed by owners, which the audit log tells", async () => {
    const promoter = await newPromoter();
    const other = await newMember(promoter.id);
    const me = await api.enter(promoter);
    const them = await api.enter(other);
    const { items } = await (await me.call("GET", "/v1/organisation/members")).json<{ items: unknown[] }>();
    expect(items).toMatchObject([
      { userId: promoter.userId, role: "owner", email: promoter.email },
      { userId: other.userId, role: "manager", email: other.email },
    ]);
    expect((await them.call("GET", "/v1/organisation/members")).status).toBe(403);
    expect(await (await setRole(me, other, "owner")).json()).toMatchObject({ userId: other.userId, role: "owner" });
    // At once, in the session they have.
    expect((await them.call("GET", "/v1/organisation/members")).status).toBe(200);
    expect((await setRole(them, promoter, "manager")).status).toBe(200);
    expect((await me.call("GET", "/v1/organisation/members")).status).toBe(403);
    expect((await remove(them, promoter)).status).toBe(204);
    expect((await me.call("GET", "/v1/events")).status).toBe(403);
    expect((await me.call("GET", "/v1/session")).status).toBe(200);
    expect(await audited(promoter.id)).toEqual(["member.role", "member.role", "member.remove"]);
  });

  test("leave by themselves, managers too, but the last owner stays and stays one", async () => {
    const promoter = await newPromoter();
    const other = await newMember(promoter.id);
    const [me, them] = [await api.enter(promoter), await api.enter(other)];
    expect((await remove(me, promoter)).status).toBe(409);
    expect((await setRole(me, promoter, "manager")).status).toBe(409);
    expect((await remove(them, other)).status).toBe(204);
    expect(await rolesIn(promoter.id)).toEqual(["owner"]);
    expect((await remove(me, other)).status).toBe(404);
  });

  test.each([
    ["demote", (who: Visitor, whom: TestPromoter) => setRole(who, whom, "manager")],
    ["remove", remove],
  ])("never lose their last owner to two who %s each other at once", async (_what, act) => {
    for (let round = 0; round < 5; round++) {
      const first = await newPromoter();
      const second = await newMember(first.id, "owner");
      const [one, two] = [await api.enter(first), await api.enter(second)];
      const answers = await Promise.all([act(one, second), act(two, first)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([expect.any(Number), expect.any(Number)]);
      expect(answers.filter(({ status }) => status < 300).length).toBe(1);
      expect((await rolesIn(first.id)).filter((role) => role === "owner").length).toBe(1);
    }
  });

  test("act for nobody after removal, not for another organisation of theirs", async () => {
    const promoter = await newPromoter();
    const other = await newMember(promoter.id);
    const home = await newPromoter();
    await owner().query(
      sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES (${home.id}::uuid, ${other.userId}::uuid, 'owner')`,
    );
    const them = await api.enter(other);
    expect((await remove(await api.enter(promoter), other)).status).toBe(204);
    expect((await them.call("POST", "/v1/events", { body: input(), headers: key() })).status).toBe(403);
    expect(await (await them.call("GET", "/v1/session")).json()).toMatchObject({
      promoter: null,
      promoters: [{ id: home.id }],
    });
  });

  test("of another organisation are not there", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    const victim = await newMember(theirs.id);
    const me = await api.enter(mine);
    expect((await setRole(me, victim, "owner")).status).toBe(404);
    expect((await remove(me, victim)).status).toBe(404);
    expect(await rolesIn(theirs.id)).toEqual(["owner", "manager"]);
    const sent = await invite(await api.enter(theirs), newEmail());
    const { id } = await sent.json<{ id: string }>();
    expect((await me.call("DELETE", `/v1/organisation/invitations/${id}`)).status).toBe(404);
    const { items } = await (await me.call("GET", "/v1/organisation/invitations")).json<{ items: unknown[] }>();
    expect(items).toEqual([]);
  });
});

describe("an invitation", () => {
  test("is mailed, can be looked at by its link, and makes a member of whoever signs in with that address", async () => {
    const promoter = await newPromoter();
    const me = await api.enter(promoter);
    const guest = await newPerson();
    const sent = await invite(me, guest.email.toUpperCase(), "owner");
    expect(sent.status).toBe(201);
    const invitation = await sent.json<{ id: string }>();
    expect(invitation).toMatchObject({
      email: guest.email,
      role: "owner",
      invitedBy: { id: promoter.userId, name: "A person" },
    });
    expect(await mailsTo(guest.email)).toMatchObject([
      {
        template: "invitation",
        promoterId: promoter.id,
        payload: { locale: "en", params: { organisation: "A promoter", inviter: "A person", role: "owner" } },
      },
    ]);
    const { items } = await (await me.call("GET", "/v1/organisation/invitations")).json<{ items: unknown[] }>();
    expect(items).toEqual([invitation]);
    const token = await mailedToken(guest.email, "invitation");
    expect(await (await api.call("GET", `/v1/invitations/${token}`)).json()).toMatchObject({
      organisation: { name: "A promoter" },
      email: guest.email,
      role: "owner",
    });
    const them = await api.enter(guest);
    const joined = await accept(them, token);
    expect(joined.status).toBe(200);
    expect(await joined.json()).toMatchObject({ promoter: { id: promoter.id, role: "owner" } });
    expect((await them.call("GET", "/v1/organisation/members")).status).toBe(200);
    expect(await pointers(await accept(them, token))).toEqual(["/token"]);
    expect((await api.call("GET", `/v1/invitations/${token}`)).status).toBe(404);
    expect((await invite(me, guest.email)).status).toBe(409);
    expect(await audited(promoter.id)).toEqual(["member.invite", "member.join"]);
  });

  test("leads through signing up to a membership", async () => {
    const promoter = await newPromoter();
    const email = newEmail();
    await invite(await api.enter(promoter), email);
    await api.call("POST", "/v1/accounts", { body: { name: "Grace", email, password: "a raft of otters" } });
    const body = { token: await mailedToken(email, "verify-email") };
    const them = api.visitor(await api.call("POST", "/v1/accounts/verification", { body }));
    expect((await them.call("GET", "/v1/events")).status).toBe(403);
    expect((await accept(them, await mailedToken(email, "invitation"))).status).toBe(200);
    expect((await them.call("GET", "/v1/events")).status).toBe(200);
    expect(await rolesIn(promoter.id)).toEqual(["owner", "manager"]);
  });

  test("opens nothing for another address, for nobody, spoilt, or once taken back, replaced or too old", async () => {
    const promoter = await newPromoter();
    const me = await api.enter(promoter);
    const guest = await newPerson();
    const them = await api.enter(guest);
    const { id } = await (await invite(me, guest.email)).json<{ id: string }>();
    const first = await mailedToken(guest.email, "invitation");
    expect((await accept(await api.enter(await newPerson()), first)).status).toBe(403);
    expect((await accept(api, first)).status).toBe(401);
    expect((await accept(them, `${first}A`)).status).toBe(400);
    expect((await me.call("DELETE", `/v1/organisation/invitations/${id}`)).status).toBe(204);
    expect((await accept(them, first)).status).toBe(400);

    await invite(me, guest.email);
    const replaced = await mailedToken(guest.email, "invitation");
    await invite(me, guest.email, "owner");
    expect((await accept(them, replaced)).status).toBe(400);
    await owner().query(sql`UPDATE invitations SET expires_at = now() WHERE email = ${guest.email}`);
    const last = await mailedToken(guest.email, "invitation");
    expect((await accept(them, last)).status).toBe(400);
    expect((await api.call("GET", `/v1/invitations/${last}`)).status).toBe(404);
    expect(await rolesIn(promoter.id)).toEqual(["owner"]);
  });

  test("leaves no address in the audit log, which managers read and nobody wipes, but which one was accepted", async () => {
    const promoter = await newPromoter();
    const me = await api.enter(promoter);
    const [taken, withdrawn] = [await newPerson(), newEmail()];
    const asked = async (email: string) => (await (await invite(me, email)).json<{ id: string }>()).id;
    const [accepted, gone] = [await asked(taken.email), await asked(withdrawn)];
    expect((await me.call("DELETE", `/v1/organisation/invitations/${gone}`)).status).toBe(204);
    const them = await api.enter(taken);
    expect((await accept(them, await mailedToken(taken.email, "invitation"))).status).toBe(200);
    const log = await (await them.call("GET", "/v1/audit")).text();
    expect(log).not.toContain("@");
    const { items } = AuditList.parse(JSON.parse(log));
    expect(items.map(({ action, subjectId, details }) => ({ action, subjectId, details }))).toEqual([
      { action: "member.join", subjectId: taken.userId, details: { role: "manager", invitation: accepted } },
      { action: "member.uninvite", subjectId: gone, details: { role: "manager" } },
      { action: "member.invite", subjectId: gone, details: { role: "manager" } },
      { action: "member.invite", subjectId: accepted, details: { role: "manager" } },
    ]);
  });

  test("needs an address that is verified", async () => {
    const guest = await newPerson();
    const them = await api.enter(guest);
    await owner().query(sql`UPDATE users SET email_verified = false WHERE id = ${guest.userId}::uuid`);
    await invite(await api.enter(await newPromoter()), guest.email);
    expect((await accept(them, await mailedToken(guest.email, "invitation"))).status).toBe(409);
  });

  test("ends with what its sender may do", async () => {
    const promoter = await newPromoter();
    const me = await api.enter(promoter);
    for (const end of [
      (other: TestPromoter) => remove(me, other),
      (other: TestPromoter) => setRole(me, other, "manager"),
    ]) {
      const other = await newMember(promoter.id, "owner");
      const guest = await newPerson();
      await invite(await api.enter(other), guest.email, "owner");
      await end(other);
      const token = await mailedToken(guest.email, "invitation");
      expect((await accept(await api.enter(guest), token)).status).toBe(400);
    }
  });

  test("is sent once by one key, and stored without its token", async () => {
    const me = await api.enter(await newPromoter());
    const email = newEmail();
    const headers = key();
    const answers = await Promise.all(Array.from({ length: 3 }, () => invite(me, email, "manager", headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(await Promise.all(answers.map((each) => each.text()))).size).toBe(1);
    expect((await mailsTo(email)).length).toBe(1);
    expect((await invite(me, newEmail(), "manager", headers)).status).toBe(409);
    const [row] = await owner().query<{ text: string }>(
      sql`SELECT i::text AS text FROM invitations i WHERE email = ${email}`,
    );
    expect(row?.text).not.toContain(await mailedToken(email, "invitation"));
  });

  test("works once for two who use it at once", async () => {
    const promoter = await newPromoter();
    const guest = await newPerson();
    await invite(await api.enter(promoter), guest.email);
    const token = await mailedToken(guest.email, "invitation");
    const [one, two] = [await api.enter(guest), await api.enter(guest)];
    const answers = await Promise.all([accept(one, token), accept(two, token)]);
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(await rolesIn(promoter.id)).toEqual(["owner", "manager"]);
  });

  test("is for so many people and no more", async () => {
    const promoter = await newPromoter();
    await owner().query(sql`INSERT INTO invitations (id, promoter_id, email, role, inviter_id, token_hash, expires_at)
      SELECT gen_random_uuid(), ${promoter.id}::uuid, n || '.' || ${promoter.email}, 'manager', ${promoter.userId}::uuid,
        encode(sha256((n || ${promoter.email})::bytea), 'hex'), now() + interval '1 day' FROM generate_series(1, 199) n`);
    expect((await invite(await api.enter(promoter), newEmail())).status).toBe(409);
  });
});
