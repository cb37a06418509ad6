import { asOutboxId } from "@liveotter/core/ids";
import type { Mail } from "@liveotter/core/mail/mail";
import { connect } from "@liveotter/database/connect";
import { mailRow } from "@liveotter/database/mail/send-mail";
import { MAX_ATTEMPTS } from "@liveotter/database/outbox/outbox-row";
import { replay } from "@liveotter/database/outbox/replay";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Env } from "../src/env.ts";
import { drainAll, runMinute } from "../src/work.ts";
import { newJobs } from "./jobs.ts";
import { faults, jobs, now, owner, type Row, variable } from "./outbox.ts";

afterEach(() => faults.clear());
/** Whoever held them was another test, and what it left is settled. */
beforeEach(async () => {
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await owner().query(
    sql`UPDATE outbox SET done_at = now(), parked_at = NULL WHERE consumer = 'mail' AND done_at IS NULL`,
  );
});

const FROM = "LiveOtter <hello@liveotter.example>";
/** The same intake, as a mailbox and as a mail service. */
const PROVIDERS: Readonly<Record<"mailbox" | "http", Partial<Env>>> = {
  mailbox: { MAIL_FROM: FROM },
  http: { MAIL_FROM: FROM, MAIL_URL: "", MAIL_API_URL: variable("MAIL_URL"), MAIL_API_KEY: "re_123" },
};
const mailJobs = (provider: keyof typeof PROVIDERS = "mailbox") => newJobs(PROVIDERS[provider]);

/** As signing in sends it. */
const auth = () =>
  connect({ url: variable("DATABASE_URL_AUTH"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT"), timeoutMs: 15_000 });

interface Written {
  readonly aggregateId: string;
  readonly to: string;
}

async function written(more: Partial<Mail> & { readonly name?: string } = {}, about?: Written): Promise<Written> {
  const { aggregateId, to } = about ?? { aggregateId: crypto.randomUUID(), to: `${crypto.randomUUID()}@example.org` };
  const { name = "Ada", locale = "en" } = more;
  const link = "https://studio.example/verify?token=secret-token";
  const mail: Mail = { template: "verify-email", to, locale, params: { name, link, hours: 24 } };
  await auth().transaction([mailRow(mail, { aggregateId })]);
  return { aggregateId, to };
}

const rowsOf = ({ aggregateId }: Written) =>
  owner().query<Row & { payload: unknown }>(
    sql`SELECT id::text, consumer, attempts, done_at IS NOT NULL AS done, parked_at IS NOT NULL AS parked,
      last_error AS error, payload FROM outbox WHERE aggregate_id = ${aggregateId}::uuid ORDER BY outbox.id`,
  );
const hurry = ({ aggregateId }: Written) =>
  owner().query(sql`UPDATE outbox SET next_attempt_at = now(), locked_until = CASE WHEN claim IS NOT NULL THEN now() END
    WHERE aggregate_id = ${aggregateId}::uuid AND done_at IS NULL`);

interface Arrived {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What arrived for this address, oldest first. */
async function arrived({ to }: Written): Promise<Arrived[]> {
  const { messages } = await (await fetch(`${variable("MAILBOX")}/messages`)).json<{ messages: Arrived[] }>();
  return messages.filter((message) => message.to.includes(to)).reverse();
}

describe.each(["mailbox", "http"] as const)("by %s", (provider) => {
  test("a mail arrives once, in its language, and nothing of it stays in the outbox", async () => {
    const [english, german] = [await written(), await written({ locale: "de" })];
    await Promise.all([drainAll(mailJobs(provider)), drainAll(mailJobs(provider))]);
    expect(await arrived(english)).toMatchObject([
      { from: FROM, subject: "Confirm your e-mail address for LiveOtter", html: expect.stringContaining('lang="en"') },
    ]);
    expect((await arrived(english))[0]?.text).toContain("token=secret-token");
    expect(await arrived(german)).toMatchObject([{ subject: "Bestätigen Sie Ihre E-Mail-Adresse für LiveOtter" }]);
    expect(await rowsOf(english)).toMatchObject([{ done: true, payload: {}, error: null, attempts: 1 }]);
  });

  test.each(["refuse", "hang", "error", "drop-response"] as const)(
    "in mode %s nothing is lost or parked, and afterwards each mail arrives once, in order",
    async (mode) => {
      const about = await written({ name: "First" });
      await written({ name: "Second" }, about);
      await faults.put("mail", { mode });
      const startedAt = now();
      await drainAll(mailJobs(provider));
      expect(now() - startedAt).toBeLessThan(15_000);
      expect(await rowsOf(about)).toMatchObject([
        { done: false, parked: false, attempts: 0 },
        { done: false, parked: false, attempts: 0 },
      ]);
      expect((await rowsOf(about))[0]?.error).not.toMatch(/@|token/);

      await faults.clear();
      await hurry(about);
      await drainAll(mailJobs(provider));
      const mails = await arrived(about);
      expect(mails.map(({ text }) => text.split("\n")[0])).toEqual(["Hello First,", "Hello Second,"]);
      expect((await rowsOf(about)).every(({ done }) => done)).toBe(true);
    },
  );
});

test("a slow mailbox is waited for", async () => {
  const about = await written();
  await faults.put("mail", { mode: "slow", latencyMs: 1000 });
  await drainAll(mailJobs());
  expect(await arrived(about)).toHaveLength(1);
});

test("a drainer that dies after sending makes it no second mail", async () => {
  const about = await written();
  await drainAll(mailJobs());
  const link = "https://studio.example/verify?token=secret-token";
  const payload = JSON.stringify({ to: about.to, locale: "en", params: { name: "Ada", link, hours: 24 } });
  await owner().query(sql`UPDATE outbox SET done_at = NULL, payload = ${payload}::jsonb
    WHERE aggregate_id = ${about.aggregateId}::uuid`);
  await drainAll(mailJobs());
  expect(await arrived(about)).toHaveLength(1);
  expect(await rowsOf(about)).toMatchObject([{ done: true }]);
});

test("a service that is out for long parks nothing", async () => {
  const about = await written();
  await faults.put("mail", { mode: "error", status: 503 });
  for (let n = 0; n < MAX_ATTEMPTS + 2; n++) {
    await hurry(about);
    await owner().query(sql`UPDATE job_leases SET held_until = now()`);
    await drainAll(mailJobs());
  }
  expect(await rowsOf(about)).toMatchObject([{ done: false, parked: false }]);
});

test("what the service refuses is parked at once with its reason, without the address; the others arrive; a replay sends it", async () => {
  const about = await written();
  await faults.put("mail", { mode: "error", status: 422, body: { name: "validation_error", message: about.to } });
  await drainAll(mailJobs("http"));
  const [row] = await rowsOf(about);
  expect(row).toMatchObject({ parked: true, error: "RefusedError: answered 422 validation_error" });
  await faults.clear();

  const id = asOutboxId(row?.id ?? "");
  expect(await replay(jobs(), id === null ? [] : [id])).toBe(1);
  await drainAll(mailJobs("http"));
  expect(await arrived(about)).toHaveLength(1);
});

test("one bad mail among good ones is parked with what is wrong, and they arrive", async () => {
  const [before, bad, after] = [await written(), await written(), await written()];
  await owner().query(sql`UPDATE outbox SET topic = 'newsletter' WHERE aggregate_id = ${bad.aggregateId}::uuid`);
  await drainAll(mailJobs());
  expect([await arrived(before), await arrived(bad), await arrived(after)].map(({ length }) => length)).toEqual([
    1, 0, 1,
  ]);
  expect(await rowsOf(bad)).toMatchObject([{ parked: true, error: "RefusedError: there is no such template" }]);
});

test("mail that nobody could send for a week is given up and wiped, and younger mail is not", async () => {
  const [old, young] = [await written(), await written()];
  await owner().query(sql`UPDATE outbox SET created_at = now() - interval '8 days', next_attempt_at = now() + interval '1 day'
    WHERE aggregate_id = ${old.aggregateId}::uuid`);
  await faults.put("mail", { mode: "refuse" });
  await runMinute(mailJobs(), now());
  expect(await rowsOf(old)).toMatchObject([{ parked: true, payload: {} }]);
  expect(await rowsOf(young)).toMatchObject([{ parked: false, payload: { to: young.to } }]);
});

test("without anybody to send it, mail waits", async () => {
  const about = await written();
  await drainAll(newJobs({ MAIL_URL: "", MAIL_API_URL: "" }));
  expect(await rowsOf(about)).toMatchObject([{ done: false, parked: false, attempts: 0 }]);
});

test("signing in may write mail alone, and read none", async () => {
  const event = sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic)
    SELECT 'cache', id, id, 'event.changed' FROM promoters LIMIT 1`;
  const promoter = sql`INSERT INTO promoters (id, slug, name) VALUES (${crypto.randomUUID()}::uuid, ${crypto.randomUUID()}, 'P')`;
  await owner().query(promoter);
  await expect(auth().query(event)).rejects.toMatchObject({ code: "42501" });
  await expect(auth().query(sql`SELECT payload FROM outbox`)).rejects.toMatchObject({ code: "42501" });
  for (const role of ["PROMOTER", "REPORTING"]) {
    const url = variable(`DATABASE_URL_${role}`);
    const db = connect({ url, httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
    await expect(db.query(sql`SELECT payload FROM outbox`)).rejects.toMatchObject({ code: "42501" });
  }
});
