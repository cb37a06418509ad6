// What every `npm run …` goes through: makes sure that what the lock file names is installed, then runs
// scripts/<command>.ts on the Node that the lock file names. Plain JavaScript on purpose: it is the one file that
// must run on a machine with nothing but Node 20 and npm.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [command, ...args] = process.argv.slice(2);
const started = Date.now();

try {
  if (command === undefined) throw new Error("usage: node scripts/bootstrap.mjs <command>, a script of this folder");
  const script = join(root, "scripts", `${command}.ts`);
  if (!existsSync(script)) throw new Error(`there is no scripts/${command}.ts`);
  await install();
  const node = join(root, "node_modules", "node", "bin", "node");
  if (!existsSync(node)) throw new Error("node_modules/node has no binary: delete node_modules and try again");
  process.exitCode = await run(node, ["--disable-warning=ExperimentalWarning", script, ...args], {
    // A second channel to the child: when this process is killed outright, the child sees it close and stops too.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      LIVEOTTER_STARTED_AT: String(started),
      ...process.env,
      PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}`,
    },
  });
} catch (error) {
  console.error(`liveotter: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

/** Installs what the lock file names, unless that was done since it last changed. */
async function install() {
  const stamp = join(root, "node_modules", ".installed");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  console.log(`liveotter: installing dependencies with ${packageManager} (about a minute, the first time only)`);
  // CI=true keeps pnpm from asking before it replaces an older node_modules.
  const code = await run("npx", ["-y", packageManager, "install", "--frozen-lockfile"], {
    stdio: "inherit",
    env: { ...process.env, CI: "true" },
  });
  if (code !== 0) throw new Error(`installing dependencies failed (exit code ${code}): see the lines above`);
  // Written last, so that an installation cut short is done again.
  writeFileSync(stamp, lock);
  console.log(`liveotter: dependencies installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Runs `file` to its end, passing signals on; its exit code, or 128 + signal as a shell would give it. */
function run(file, argv, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, { cwd: root, ...options });
    const pass = (signal) => child.kill(signal);
    // npm told to end tells only the shell between it and us, which ends without a word.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) child.kill("SIGTERM");
    }, 500);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, pass);
    child.on("error", (error) => reject(new Error(`cannot run ${file}: ${error.message}`)));
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, pass);
      resolve(code ?? 128 + (constants.signals[signal ?? "SIGTERM"] ?? 15));
    });
  });
}
