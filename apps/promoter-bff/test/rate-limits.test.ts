import { SessionList } from "@liveotter/contracts/promoter/session";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WRITES } from "../src/sign-in/limits.ts";
import { faults, newIsolate } from "./api.ts";
import { mailsTo } from "./mails.ts";
import { newPerson } from "./promoters.ts";

afterEach(() => faults.clear());

const newEmail = () => `mallory.${crypto.randomUUID()}@example.test`;
const newAddress = () => `198.51.100.${Math.floor(Math.random() * 256)}-${crypto.randomUUID()}`;

/** Asks for a reset of this address's password, from some place. */
const ask = ({ call }: ReturnType<typeof newIsolate>, email: string, from = newAddress()) =>
  call("POST", "/v1/password-resets", { body: { email }, headers: { "cf-connecting-ip": from } });

/** How each of so many is answered, one after the other. */
async function statuses(count: number, one: () => Promise<Response>): Promise<number[]> {
  const seen = [];
  for (let at = 0; at < count; at++) seen.push((await one()).status);
  return seen;
}
const times = (count: number, status: number) => Array.from({ length: count }, () => status);

describe("rate limits", () => {
  test("are for an e-mail address from wherever, across isolates, and say when to come back", async () => {
    const [one, two] = [newIsolate(), newIsolate()];
    const { email } = await newPerson();
    expect(await statuses(5, () => ask(one, email))).toEqual(times(5, 202));
    const refused = await ask(two, email.toUpperCase());
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("Retry-After"))).toBeLessThanOrEqual(3600);
    expect(await refused.json()).toMatchObject({ code: "too-many-requests" });
    expect((await mailsTo(email)).length).toBe(5);
    expect((await ask(two, newEmail())).status).toBe(202);
  });

  test("are for one place, whatever the e-mail address; an IPv6 household is one place", async () => {
    const isolate = newIsolate();
    const net = `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}:7`;
    let host = 0;
    const asked = () => ask(isolate, newEmail(), `${net}::${++host}`);
    expect(await statuses(20, asked)).toEqual(times(20, 202));
    expect((await asked()).status).toBe(429);
  });

  test.each([
    ["sign-in", 30, (body: { email: string }) => ["/v1/session", { ...body, password: "wrong" }] as const, 401],
    ["a link", 60, () => ["/v1/accounts/verification", { token: "A".repeat(43) }] as const, 400],
  ])("hold for %s", async (_what, limit, request, status) => {
    const isolate = newIsolate();
    const headers = { "cf-connecting-ip": newAddress() };
    // What a password costs is not the question.
    vi.spyOn(isolate.deps.signIn, "byPassword").mockResolvedValue("wrong");
    const asked = () => {
      const [path, body] = request({ email: newEmail() });
      return isolate.call("POST", path, { body, headers });
    };
    // A window may end meanwhile: then the next one's are let through as well.
    const seen: number[] = [];
    while (seen.at(-1) !== 429 && seen.length <= 2 * limit) seen.push((await asked()).status);
    expect(seen.at(-1)).toBe(429);
    expect(seen.slice(0, limit)).toEqual(times(limit, status));
  });

  test("hold for signing up, before any password is hashed", async () => {
    const isolate = newIsolate();
    const body = { name: "Mallory", email: newEmail(), password: "a raft of otters" };
    expect(await statuses(6, () => isolate.call("POST", "/v1/accounts", { body }))).toEqual([...times(5, 202), 429]);
    expect((await mailsTo(body.email)).length).toBe(5);
  });

  test("hold for mailing tickets to one address, whichever promoter gives them away", async () => {
    const isolate = newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"] });
    const promoters = [await isolate.signIn(), await isolate.signIn()];
    const email = newEmail();
    const give = async (at: number) =>
      promoters[at % 2]?.call("POST", `/v1/events/${crypto.randomUUID()}/guests`, {
        headers: { "idempotency-key": crypto.randomUUID() },
        body: { name: "Ada", email, ticketTypeId: crypto.randomUUID(), quantity: 1 },
      });
    const seen: (number | undefined)[] = [];
    for (let at = 0; at < 62; at++) seen.push((await give(at))?.status);
    expect(seen).toEqual([...times(60, 404), 429, 429]);
  });

  test("let a person save often, but not without end, and never ask Redis about it", async () => {
    const isolate = newIsolate();
    const me = await isolate.signIn();
    await faults.put("redis", { mode: "hang" });
    const id = crypto.randomUUID();
    const save = () => me.call("DELETE", `/v1/sessions/${id}`);
    const durations: number[] = [];
    for (let at = 0; at < 4; at++) {
      const since = performance.now();
      expect((await save()).status).toBe(404);
      durations.push(performance.now() - since);
    }
    expect(Math.min(...durations)).toBeLessThan(95);
    const { items } = SessionList.parse(await (await me.call("GET", "/v1/sessions")).json());
    const use = { of: WRITES, subject: items[0]?.id ?? "" };
    // A window may end meanwhile: then the next one is filled as well.
    let refused = await save();
    for (let round = 0; round < 2 && refused.status !== 429; round++) {
      while (isolate.deps.limits.useHere(use) === null);
      refused = await save();
    }
    expect(refused.status).toBe(429);
    expect((await me.call("GET", "/v1/session")).status).toBe(200);
  });

  test.each(["refuse", "hang", "error", "slow", "drop-response"] as const)(
    "fall back to the isolate's own count when Redis would %s",
    async (mode) => {
      const isolate = newIsolate();
      await faults.put("redis", { mode });
      const email = newEmail();
      const durations: number[] = [];
      const asked = async () => {
        const since = performance.now();
        const response = await ask(isolate, email);
        durations.push(performance.now() - since);
        return response;
      };
      expect(await statuses(6, asked)).toEqual([...times(5, 202), 429]);
      // Two met the deadline, then none: the breaker is open. However busy the machine is, one shows it.
      expect(Math.min(...durations.slice(2))).toBeLessThan(95);
    },
  );

  test("work without any Redis", async () => {
    const isolate = newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"] });
    const email = newEmail();
    expect(await statuses(6, () => ask(isolate, email))).toEqual([...times(5, 202), 429]);
  });
});
