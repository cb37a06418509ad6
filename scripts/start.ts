/** `npm start`: the whole product on this machine, until Ctrl-C. */
import { TRY_OUT_SLUG } from "@liveotter/devstack/seed/try-out";
import { type Stack, startStack } from "@liveotter/devstack/stack";
import { onStop } from "./on-stop.ts";
import { basePort, DATA_DIR, fail, ROOT } from "./surroundings.ts";

/** Since the command was given, installing included. */
const started = Number(process.env.LIVEOTTER_STARTED_AT ?? Date.now());
const seconds = () => ((Date.now() - started) / 1000).toFixed(1).padStart(6);
const giveUp = new AbortController();
let stack: Stack | undefined;

const stopping = onStop(async () => {
  console.log("\nstopping");
  giveUp.abort();
  // While starting there is no stack yet: the start itself cleans up, then rejects below.
  await stack?.stop();
});

try {
  stack = await startStack({
    root: ROOT,
    base: basePort(),
    dataDir: DATA_DIR,
    log: (line) => console.log(`${seconds()} s  ${line}`),
    seed: true,
    env: process.env,
    signal: giveUp.signal,
  });
  console.log(table(stack));
  await stopping;
  process.exit(0);
} catch (error) {
  if (giveUp.signal.aborted) process.exit(130);
  fail(error);
}

function table({ urls, backing, logins }: Stack): string {
  const rows = [
    ["fans", urls.fans],
    ["studio", urls.promoters],
    ["public API", `${urls.api}/docs`],
    ...(logins.length === 0 ? [] : [["to buy from", `${urls.fans}/events/${TRY_OUT_SLUG}`]]),
    ["mailbox", urls.mailbox],
    ["switchboard", `${urls.switchboard}/faults`],
    ["metrics", `${urls.switchboard}/metrics`],
    [
      "Redis",
      {
        "redis-server": "redis-server on the PATH",
        external: "UPSTASH_REDIS_REST_URL",
        absent: "none: no redis-server on the PATH; the stack runs as if Redis were down",
      }[backing.redis],
    ],
    ["search", { embedded: "embedded engine that speaks Meilisearch", external: "MEILI_URL" }[backing.search]],
    ...logins.map(({ promoter, role, email, password }) => [`${promoter}, ${role}`, `${email}  password ${password}`]),
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  const lines = rows.map(([name = "", value = ""]) => `  ${name.padEnd(width)}  ${value}`);
  return ["", ...lines, "", `  ready in ${seconds().trim()} s; Ctrl-C stops everything`, ""].join("\n");
}
