import { sql } from "drizzle-orm";
import { Client } from "pg";
import { uuidv7 } from "uuidv7";
import { expect, it, vi } from "vitest";
import { as, urlOf } from "../../test/fixture.ts";
import { now, stage } from "../../test/stage.ts";
import { changeCode } from "./change-code.ts";
import { createCodes } from "./create-codes.ts";
import type { CodeDraft } from "./my-code.ts";
import { readMyEvent } from "./read-my-event.ts";
import { readMySelling } from "./read-my-selling.ts";
import { replaceSelling } from "./replace-selling.ts";
import { updateEvent } from "./update-event.ts";

const promoter = () => as("promoter");

it("settings and codes that many change from one version are changed once", async () => {
  const { actor, eventId } = await stage([{ capacity: 5, types: [0] }]);
  const where = { promoterId: actor.promoterId, eventId };
  const selling = await readMySelling(promoter(), where);
  if (selling === null) throw new Error("no settings");
  const at = { eventId, version: selling.version };
  const saved = await Promise.all(
    Array.from({ length: 6 }, (_, maxPerFan) =>
      replaceSelling(promoter(), actor, at, { ...selling, maxPerFan: maxPerFan + 1 }),
    ),
  );
  expect(saved.filter((each) => each !== null)).toHaveLength(1);

  const code: CodeDraft = {
    ...{ tag: "", effect: "none", value: 0, maxUses: null, blocksQuotaId: null, bypassesQuotas: false },
    ...{ opensHidden: false, opensPresale: false, ticketTypeIds: null, validFrom: null, validUntil: null },
  };
  const made = await createCodes(promoter(), actor, eventId, code, ["ONCE"], { key: uuidv7(), body: "" });
  if (made.outcome !== "made") throw new Error(made.outcome);
  const changed = await Promise.all(
    ["a", "b", "c", "d"].map((tag) =>
      changeCode(promoter(), actor, { eventId, codeId: made.first.id, version: 1 }, { tag }),
    ),
  );
  expect(changed.filter((each) => each !== null)).toHaveLength(1);
});

it("resizing quotas, in whatever order they stand, takes their counters in the order in which orders do", async () => {
  const { actor, eventId, quotas: ids } = await stage(Array.from({ length: 4 }, () => ({ capacity: 40, types: [0] })));
  const event = await readMyEvent(promoter(), { promoterId: actor.promoterId, eventId });
  if (event === null) throw new Error("no event");
  const [first, ...others] = [...ids].sort();
  // An order that has the first counter, and is about to ask for the last.
  const order = new Client({ connectionString: urlOf("owner") });
  await order.connect();
  await order.query("BEGIN");
  await order.query("SELECT FROM quota_counters WHERE quota_id = $1 FOR UPDATE", [first]);
  const quotas = [...event.quotas]
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .map((quota) => ({ ...quota, capacity: 50, ticketTypes: [...quota.ticketTypes] }));
  const resized = updateEvent(promoter(), actor, { eventId, version: event.version }, { quotas }, now());
  await vi.waitFor(async () => {
    const waiting = await as("owner").query(sql`SELECT FROM pg_locks WHERE NOT granted`);
    expect(waiting).not.toEqual([]);
  });
  await order.query("SELECT FROM quota_counters WHERE quota_id = $1 FOR UPDATE NOWAIT", [others.at(-1)]);
  await order.query("COMMIT");
  await order.end();
  expect((await resized)?.quotas.map(({ capacity }) => capacity)).toEqual([50, 50, 50, 50]);
});
