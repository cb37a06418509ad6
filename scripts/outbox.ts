import { asOutboxId } from "@liveotter/core/ids";
import { connect } from "@liveotter/database/connect";
import { listParked } from "@liveotter/database/outbox/list-parked";
import { outboxDepth } from "@liveotter/database/outbox/outbox-depth";
import { replay } from "@liveotter/database/outbox/replay";

/**
 * `pnpm outbox parked`: what was given up, and why. `pnpm outbox replay <id>…` or `replay all`: once more, with the next
 * drain. `pnpm outbox depth`: how far behind each consumer is. Over `DATABASE_URL_JOBS`.
 */

const USAGE = "usage: pnpm outbox parked | replay <id>… | replay all | depth";
const SHOWN = 200;

const { DATABASE_URL_JOBS: url, DATABASE_HTTP_ENDPOINT: httpEndpoint } = process.env;
if (url === undefined || url === "")
  fail("Set DATABASE_URL_JOBS to the database's address, as the role liveotter_jobs.");
const db = connect({ url, httpEndpoint });
const [command, ...args] = process.argv.slice(2);

try {
  switch (command) {
    case "parked":
      await parked();
      break;
    case "replay":
      await again();
      break;
    case "depth":
      console.table(await outboxDepth(db));
      break;
    default:
      fail(USAGE);
  }
} catch (error) {
  fail(`The outbox was not reached: ${error instanceof Error ? error.message : error}`);
}

async function parked(): Promise<void> {
  const rows = await listParked(db, { limit: SHOWN });
  if (rows.length === 0) console.log("Nothing is parked.");
  for (const { id, consumer, topic, aggregateId, attempts, parkedAt, lastError } of rows) {
    console.log(
      `${id}\t${consumer}\t${topic}\t${aggregateId}\t${attempts} attempts, parked ${new Date(parkedAt).toISOString()}`,
    );
    console.log(`\t${lastError}`);
  }
  if (rows.length === SHOWN) console.log(`Only the first ${SHOWN} are shown.`);
}

async function again(): Promise<void> {
  if (args.length === 0) fail(USAGE);
  const which = args[0] === "all" ? "all" : args.map((text) => asOutboxId(text) ?? fail(`${text} is no row's id.`));
  const count = await replay(db, which);
  console.log(`${count} ${count === 1 ? "row goes" : "rows go"} out again with the next drain.`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
