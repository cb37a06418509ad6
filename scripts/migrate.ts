import { migrate, ROLES, type Role } from "@liveotter/database/migrate";

/**
 * `pnpm migrate`: brings the database of `DATABASE_URL` up to date. The first time, that is the URL of somebody who may
 * create roles; passwords of the roles are taken from `DATABASE_URL_PUBLIC` and its siblings where these are set.
 */

const adminUrl = process.env.DATABASE_URL;
if (adminUrl === undefined || adminUrl === "") {
  fail("Set DATABASE_URL to the database's direct (unpooled) address, with a login that may create roles or owns it.");
}

try {
  const applied = await migrate({ adminUrl, passwords: passwordsOf(process.env), log: (line) => console.log(line) });
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.length} migrations.`);
} catch (error) {
  const reason = error instanceof AggregateError ? error.errors.map(String).join("; ") : String(error);
  fail(`The database was not migrated: ${reason.replace(/^\w*error: /i, "")}`);
}

function passwordsOf(env: NodeJS.ProcessEnv): Partial<Record<Role, string>> {
  const passwords: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const url = env[`DATABASE_URL_${role.toUpperCase()}`];
    if (url === undefined || url === "") continue;
    if (!URL.canParse(url)) fail(`DATABASE_URL_${role.toUpperCase()} is no URL.`);
    passwords[role] = decodeURIComponent(new URL(url).password);
  }
  return passwords;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
