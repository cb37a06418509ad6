import { join, resolve } from "node:path";
import { StartError } from "@liveotter/devstack/ports";

/** The project's root folder. */
export const ROOT = join(import.meta.dirname, "..");

/** Where all state lives: `.liveotter` in the root, unless `LIVEOTTER_DATA` names another folder. */
export const DATA_DIR = resolve(ROOT, process.env.LIVEOTTER_DATA || ".liveotter");

const DEFAULT_PORT = 8780;

/** First port of the stack's block: `LIVEOTTER_PORT`, or 8780. */
export function basePort(): number {
  const text = process.env.LIVEOTTER_PORT ?? "";
  const port = text === "" ? DEFAULT_PORT : Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_500) {
    fail(new StartError(`LIVEOTTER_PORT is "${text}": give a port between 1024 and 65500.`));
  }
  return port;
}

/** Ends the process with one line for a reason that a person can act on, with a stack trace for a fault of ours. */
export function fail(error: unknown): never {
  if (error instanceof StartError) console.error(`liveotter: ${error.message}`);
  else console.error("liveotter: something broke that should not have:", error);
  process.exit(1);
}
