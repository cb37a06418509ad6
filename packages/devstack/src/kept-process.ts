import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Runs a command beside a watcher that reads a pipe held by us. However this process ends (SIGKILL and foreign exit
 * hooks included), the kernel closes the pipe and the watcher ends the command: nothing relies on our own clean-up.
 * A signal sent to the keeper is passed on; the command gets ten seconds before it is killed.
 */
const KEEPER = `
exec 3<&0
signal=$1
shift
"$@" </dev/null 3<&- &
child=$!
trap 'kill -s $signal $child 2>/dev/null' TERM INT HUP
(
  trap '' TERM INT HUP
  trap 'exit 0' USR1
  while read -r _ <&3; do :; done
  kill -s $signal $child 2>/dev/null
  i=0
  while kill -0 $child 2>/dev/null && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
  kill -s KILL $child 2>/dev/null
) >/dev/null 2>&1 &
watcher=$!
code=0
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
kill -s USR1 $watcher 2>/dev/null
{ wait $watcher; } 2>/dev/null
exit $code
`;

export interface KeptProcess {
  /** Settles once the command has ended and been reaped, with its exit code. */
  readonly ended: Promise<number | null>;
  /** The last lines it printed. */
  readonly lines: readonly string[];
  /** Ends the command and waits until it is gone. */
  stop(): Promise<void>;
}

export interface KeepOptions {
  /** The signal on which the command ends in good order. */
  signal: "INT" | "TERM";
  /** The user to run as, when we are root and the command must not be. */
  user?: { uid: number; gid: number };
  env?: NodeJS.ProcessEnv;
  onLine?: (line: string) => void;
}

const KEPT_LINES = 60;

/** Starts a command that cannot outlive this process, in its own session, so that Ctrl-C reaches only us. */
export function keep(command: string, args: readonly string[], options: KeepOptions): KeptProcess {
  const keeper = spawn("/bin/sh", ["-c", KEEPER, "keeper", options.signal, command, ...args], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    ...(options.user ?? {}),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const lines: string[] = [];
  for (const stream of [keeper.stdout, keeper.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLine?.(line);
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    keeper.once("error", (error) => {
      lines.push(error.message);
      resolve(null);
    });
    keeper.once("close", resolve);
  });
  keeper.stdin.on("error", () => undefined); // the keeper has ended already
  return {
    ended,
    lines,
    async stop() {
      keeper.stdin.end();
      await ended;
    },
  };
}
