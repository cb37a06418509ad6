import { Problem } from "@liveotter/contracts/problem";
import { sql } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { newIsolate, pointers } from "./api.ts";
import { mailedToken, mailsTo } from "./mails.ts";
import { newPerson, owner } from "./promoters.ts";

const PASSWORD = "a raft of otters";
const newEmail = () => `ada.${crypto.randomUUID()}@example.test`;

const api = newIsolate();
const pages = api.deps.origin;
const post = (path: string, body: unknown) => api.call("POST", path, { body });
const signUp = (email: string, more: Record<string, unknown> = {}) =>
  post("/v1/accounts", { name: "Ada", email, password: PASSWORD, ...more });
const verify = (token: string) => post("/v1/accounts/verification", { token });
const signIn = (email: string, password = PASSWORD) => post("/v1/session", { email, password });
const reset = (token: string, password: string) =>
  api.call("PUT", "/v1/password-resets", { body: { token, password } });

async function newAccount() {
  const email = newEmail();
  await signUp(email);
  const response = await verify(await mailedToken(email, "verify-email"));
  expect(response.status).toBe(201);
  return { email, me: api.visitor(response) };
}
const openSession = (userId: string, token: string) => sql`INSERT INTO sessions (id, user_id, token, expires_at)
  VALUES (${crypto.randomUUID()}::uuid, ${userId}::uuid, ${token}, now() + interval '1 hour')`;
const sessionsOf = async (userId: string) =>
  (await owner().query(sql`SELECT FROM sessions WHERE user_id = ${userId}::uuid`)).length;
const countOf = async (email: string) => (await owner().query(sql`SELECT FROM users WHERE email = ${email}`)).length;

describe("signing up", () => {
  test("is finished by the mailed link, which signs in somebody who acts for nobody yet", async () => {
    const email = newEmail();
    const wakes = api.queue.sent;
    const response = await signUp(email.toUpperCase(), { locale: "de" });
    expect([response.status, await response.json()]).toEqual([202, {}]);
    expect(api.queue.sent).toBe(wakes + 1);
    const [mail, ...more] = await mailsTo(email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ template: "verify-email", promoterId: null, payload: { to: email, locale: "de" } });
    expect(mail?.payload.params).toMatchObject({ name: "Ada", hours: 24 });
    expect(String(mail?.payload.params.link)).toMatch(new RegExp(`^${pages}/verify\\?token=[\\w-]{43}$`));

    const verified = await verify(await mailedToken(email, "verify-email"));
    expect(verified.status).toBe(201);
    const session = await verified.json();
    expect(session).toMatchObject({ user: { email, name: "Ada" }, promoter: null, promoters: [] });
    const cookie = verified.headers.get("Set-Cookie") ?? "";
    for (const attribute of [/^__Host-/, /; HttpOnly/i, /; Secure/i, /; SameSite=Lax/i, /; Path=\//i])
      expect(cookie).toMatch(attribute);
    expect(cookie).not.toMatch(/; Domain=/i);
    expect(await (await api.visitor(verified).call("GET", "/v1/session")).json()).toEqual(session);
    expect((await signIn(email)).status).toBe(201);
  });

  test("makes nobody who can sign in before the address is verified", async () => {
    const email = newEmail();
    await signUp(email);
    const [early, unknown] = [await signIn(email), await signIn(newEmail())];
    expect([early.status, unknown.status]).toEqual([401, 401]);
    const detail = async (response: Response) => Problem.parse(await response.json()).detail;
    expect(await detail(early)).toBe(await detail(unknown));
    expect(await countOf(email)).toBe(0);
  });

  test("answers alike and works as hard whether the address is known or not, and tells by mail alone", async () => {
    const { email } = await newAccount();
    const hash = vi.spyOn(api.deps.signIn, "hash");
    const auth = vi.spyOn(api.deps, "auth");
    const seen = [];
    for (const each of [email, newEmail()]) {
      hash.mockClear();
      auth.mockClear();
      const response = await signUp(each, { name: "Mallory, call now" });
      const headers = [...response.headers.keys()].sort();
      seen.push([response.status, await response.text(), headers, hash.mock.calls.length, auth.mock.calls.length]);
    }
    hash.mockRestore();
    auth.mockRestore();
    expect(seen[0]).toEqual(seen[1]);
    const mails = await mailsTo(email);
    expect(mails.map(({ template }) => template)).toEqual(["verify-email", "already-registered"]);
    // Whoever asks may not put words into a mail to somebody else.
    expect(mails[1]?.payload.params).toEqual({
      name: "Ada",
      link: `${pages}/sign-in`,
      resetLink: `${pages}/reset`,
    });
  });

  test("of one address many times at once makes one account", async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 4 }, () => signUp(email)));
    expect(answers.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
    const tokens = (await mailsTo(email)).map(({ payload }) => new URL(String(payload.params.link)).searchParams);
    expect(tokens.length).toBeGreaterThan(1);
    const opened = await Promise.all(tokens.map((each) => verify(each.get("token") ?? "")));
    expect(opened.map(({ status }) => status).sort()).toEqual([201, ...tokens.slice(1).map(() => 400)]);
    expect(await countOf(email)).toBe(1);
  });

  test("leaves the password with whoever's mail it is: an earlier sign-up by another person opens nothing", async () => {
    const email = newEmail();
    await signUp(email, { password: "the password of a thief" });
    await signUp(email, { password: "the password of its owner" });
    expect((await verify(await mailedToken(email, "verify-email"))).status).toBe(201);
    expect((await signIn(email, "the password of a thief")).status).toBe(401);
    expect((await signIn(email, "the password of its owner")).status).toBe(201);
  });

  test.each([
    ["short", { password: "too short" }, "/password"],
    ["too long", { password: "x1y2".repeat(33) }, "/password"],
    ["among the most common", { password: "Password123" }, "/password"],
    ["one letter", { password: "aaaaaaaaaaaa" }, "/password"],
    ["the address", { email: "somebody.known@example.test", password: "Somebody.Known@example.test" }, "/password"],
    ["half a letter", { password: "otters \ud83d otters" }, "/password"],
    ["no address", { email: "nobody" }, "/email"],
    ["control characters", { name: "A\u0000da" }, "/name"],
    ["no name", { name: " " }, "/name"],
    ["an unknown language", { locale: "xx" }, "/locale"],
  ])("refuses by its field what is %s", async (_what, more, pointer) => {
    const response = await signUp(newEmail(), more);
    expect(response.status).toBe(400);
    expect(await pointers(response)).toEqual([pointer]);
  });
});

describe("a link", () => {
  test("works once, for its own purpose, unspoilt and before it is too old", async () => {
    const email = newEmail();
    await signUp(email);
    const token = await mailedToken(email, "verify-email");
    const spoilt = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    for (const wrong of [spoilt, token.toLowerCase(), `${token}A`]) {
      const refused = await verify(wrong);
      expect([refused.status, await pointers(refused)]).toEqual([400, ["/token"]]);
    }
    expect((await reset(token, "another fine password")).status).toBe(400);
    const both = await Promise.all([verify(token), verify(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 400]);
    expect((await verify(token)).status).toBe(400);

    const late = newEmail();
    await signUp(late);
    await owner().query(sql`UPDATE verifications SET expires_at = now() WHERE value LIKE ${`%${late}%`}`);
    expect((await verify(await mailedToken(late, "verify-email"))).status).toBe(400);
  });

  test("is stored nowhere but in the mail", async () => {
    const email = newEmail();
    await signUp(email);
    const token = await mailedToken(email, "verify-email");
    const rows = await owner().query<{ text: string }>(
      sql`SELECT v::text AS text FROM verifications v WHERE value LIKE ${`%${email}%`}`,
    );
    expect(rows.length).toBe(1);
    expect(rows[0]?.text).not.toContain(token);
    expect(rows[0]?.text).not.toContain(PASSWORD);
  });
});

describe("a forgotten password", () => {
  const ask = (email: string) => post("/v1/password-resets", { email });

  test("is replaced by the mailed link, which ends every session and every other link", async () => {
    const { email, me } = await newAccount();
    const other = api.visitor(await signIn(email));
    await ask(email);
    const earlier = await mailedToken(email, "reset-password");
    expect((await ask(email)).status).toBe(202);
    const token = await mailedToken(email, "reset-password");
    expect(token).not.toBe(earlier);
    // A link for one purpose serves no other.
    expect((await verify(token)).status).toBe(400);

    expect((await reset(token, "another fine password")).status).toBe(204);
    for (const { call } of [me, other]) expect((await call("GET", "/v1/session")).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, "another fine password")).status).toBe(201);
    for (const used of [token, earlier]) {
      const refused = await reset(used, "yet another password");
      expect([refused.status, await pointers(refused)]).toEqual([400, ["/token"]]);
    }
    expect((await verify(token)).status).toBe(400);
  });

  test("lets no sign-in with the old one, under way while it was replaced, begin a session", async () => {
    const { email } = await newAccount();
    const [account] = await owner().query<{ userId: string; passwordHash: string }>(
      sql`SELECT a.user_id AS "userId", a.password AS "passwordHash"
        FROM accounts a JOIN users u ON u.id = a.user_id WHERE u.email = ${email}`,
    );
    const { userId = "", passwordHash = "" } = account ?? {};
    await ask(email);
    expect((await reset(await mailedToken(email, "reset-password"), "another fine password")).status).toBe(204);
    // The password was checked before the reset, and the session opened after it.
    const byPassword = vi.spyOn(api.deps.signIn, "byPassword").mockImplementation(async () => {
      const token = crypto.randomUUID();
      await owner().query(openSession(userId, token));
      return { token, passwordHash };
    });
    const late = await signIn(email);
    byPassword.mockRestore();
    expect([late.status, late.headers.get("Set-Cookie")]).toEqual([401, null]);
    expect(await sessionsOf(userId)).toBe(0);
  });

  test("ends a session that opens while the reset waits for it", async () => {
    const { email } = await newAccount();
    const [{ id: userId } = { id: "" }] = await owner().query<{ id: string }>(
      sql`SELECT id FROM users WHERE email = ${email}`,
    );
    await ask(email);
    const token = await mailedToken(email, "reset-password");
    const opening = owner().transaction([
      sql`SELECT FROM accounts WHERE user_id = ${userId}::uuid FOR SHARE`,
      sql`SELECT pg_sleep(1)`,
      openSession(userId, crypto.randomUUID()),
    ]);
    const [replaced] = await Promise.all([reset(token, "another fine password"), opening]);
    expect(replaced.status).toBe(204);
    expect(await sessionsOf(userId)).toBe(0);
  });

  test("is not replaced by a link that is too old", async () => {
    const { email } = await newAccount();
    await ask(email);
    await owner().query(sql`UPDATE verifications SET expires_at = now()
      WHERE value = (SELECT id::text FROM users WHERE email = ${email})`);
    const late = await reset(await mailedToken(email, "reset-password"), "another fine password");
    expect([late.status, await pointers(late)]).toEqual([400, ["/token"]]);
    expect((await signIn(email)).status).toBe(201);
  });

  test("is replaced once by two who use links at once", async () => {
    const { email } = await newAccount();
    await ask(email);
    const first = await mailedToken(email, "reset-password");
    await ask(email);
    const second = await mailedToken(email, "reset-password");
    const words = ["the first new password", "the second new password", "the third new password"];
    const answers = await Promise.all([first, second, first].map((token, at) => reset(token, words[at] ?? "")));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400]);
    const won = words[answers.findIndex(({ status }) => status === 204)];
    for (const word of words) expect((await signIn(email, word)).status).toBe(word === won ? 201 : 401);
  });

  test("is asked for alike whether the address is known or not", async () => {
    const { email } = await newAccount();
    const unknown = newEmail();
    const [known, nobody] = [await ask(email), await ask(unknown)];
    expect([known.status, await known.text()]).toEqual([nobody.status, await nobody.text()]);
    expect([...known.headers.keys()].sort()).toEqual([...nobody.headers.keys()].sort());
    expect(await mailsTo(unknown)).toEqual([]);
  });

  test("is not replaced by the address or a common one, and the link lives on", async () => {
    const { email } = await newAccount();
    await ask(email);
    const token = await mailedToken(email, "reset-password");
    for (const weak of [email, "password123", "short"]) {
      const refused = await reset(token, weak);
      expect([weak, refused.status, await pointers(refused)]).toEqual([weak, 400, ["/password"]]);
    }
    expect((await reset(token, "another fine password")).status).toBe(204);
  });

  test("costs no hashing for a made-up link", async () => {
    const hash = vi.spyOn(api.deps.signIn, "hash");
    expect((await reset("A".repeat(43), "another fine password")).status).toBe(400);
    expect(hash).not.toHaveBeenCalled();
    hash.mockRestore();
  });
});

test("somebody whose address is not verified is told so by the right password alone", async () => {
  const { email, password, userId } = await newPerson();
  await owner().query(sql`UPDATE users SET email_verified = false WHERE id = ${userId}::uuid`);
  expect((await signIn(email, password)).status).toBe(403);
  expect((await signIn(email, "a wrong password")).status).toBe(401);
});

test("signing in takes as long for an unknown address as for a wrong password", async () => {
  const { email } = await newPerson();
  const timed = async (address: string) => {
    const since = performance.now();
    await signIn(address, "a wrong password");
    return performance.now() - since;
  };
  // The fastest of each says most, however busy the machine is: a hash more or less is a factor of five.
  let [known, unknown] = [await timed(email), await timed(newEmail())];
  const alike = () => Math.max(known, unknown) < 2.5 * Math.min(known, unknown);
  for (let round = 1; round < 5 || (round < 20 && !alike()); round++) {
    known = Math.min(known, await timed(email));
    unknown = Math.min(unknown, await timed(newEmail()));
  }
  expect(alike(), `${known} ms and ${unknown} ms`).toBe(true);
});

test("nothing of an address, a token or a password is logged", async () => {
  const lines: string[] = [];
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...words) => {
      lines.push(JSON.stringify(words));
    }),
  );
  const { email } = await newAccount();
  await signUp(email);
  await post("/v1/password-resets", { email });
  const token = await mailedToken(email, "reset-password");
  await reset(token, "another fine password");
  await reset(token, "another fine password");
  await signIn(email, "a wrong password");
  const [local = ""] = email.split("@");
  await api.call("GET", `/v1/invitations/${token}`);
  for (const spy of spies) spy.mockRestore();
  expect(lines.length).toBeGreaterThan(5);
  for (const secret of [local, token, PASSWORD, "another fine password", "a wrong password"])
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
});
