import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { listOrphans, settleOrphan } from "@liveotter/database/orders/orphans";

/**
 * `pnpm orphans list`: what the payment provider reports as ours, no payment matches, and is not over; `list all`: the rest
 * too. `pnpm orphans resolve <id> <note>`: a person has dealt with it. Over `DATABASE_URL_JOBS`.
 */

const USAGE = "usage: pnpm orphans list | list all | resolve <id> <note>";
const SHOWN = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const { DATABASE_URL_JOBS: url, DATABASE_HTTP_ENDPOINT: httpEndpoint } = process.env;
if (url === undefined || url === "")
  fail("Set DATABASE_URL_JOBS to the database's address, as the role liveotter_jobs.");
const db = connect({ url, httpEndpoint });
const [command, ...args] = process.argv.slice(2);

try {
  if (command === "list") await list();
  else if (command === "resolve") await resolve();
  else fail(USAGE);
} catch (error) {
  fail(`Postgres gave no answer: ${error instanceof Error ? error.message : error}`);
}

async function list(): Promise<void> {
  const rows = await listOrphans(db, { all: args[0] === "all", limit: SHOWN });
  if (rows.length === 0) console.log("There are none.");
  for (const row of rows) {
    const money = row.amount === null ? "" : `, ${row.amount} minor units of ${row.currency}`;
    console.log(`${row.id}\t${row.handling}\t${row.about} ${row.providerRef} is ${row.state}${money}`);
    console.log(`\tpayment ${row.paymentId}, first seen ${new Date(row.firstSeenAt).toISOString()}, ${row.seen} times`);
    if (row.lastError !== null) console.log(`\t${row.lastError}`);
    if (row.note !== "") console.log(`\t${row.note}`);
  }
  if (rows.length === SHOWN) console.log(`Only the first ${SHOWN} are shown.`);
}

async function resolve(): Promise<void> {
  const [id = "", ...words] = args;
  const note = words.join(" ").slice(0, 500);
  if (!UUID.test(id) || note === "") fail(USAGE);
  const settled = await settleOrphan(db, { orphanId: id, outcome: "resolved", note, now: instant(Date.now()) });
  console.log(settled === null ? "There is no such row." : `It is ${settled.handling}.`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
