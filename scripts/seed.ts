/** `pnpm seed`: fills the empty database of `DATABASE_URL` (its owner's) with the demo, and prints the logins. */

import { StartError } from "@liveotter/devstack/ports";
import { isEmpty, seedDemo } from "@liveotter/devstack/seed/seed-demo";
import { fail } from "./surroundings.ts";

const databaseUrl = process.env.DATABASE_URL ?? "";

try {
  if (!URL.canParse(databaseUrl)) {
    throw new StartError("Set DATABASE_URL to the database's address, with the login that owns its tables.");
  }
  if (!(await isEmpty(databaseUrl))) {
    throw new StartError("This database has promoters already, so nothing was written: the demo is for an empty one.");
  }
  const { events, logins } = await seedDemo({ databaseUrl, now: Date.now() });
  console.log(`Wrote ${events} events; the jobs worker publishes them with its next run. Logins:`);
  for (const { promoter, role, email, password } of logins) {
    console.log(`  ${promoter}, ${role}: ${email}  password ${password}`);
  }
} catch (error) {
  fail(error);
}
