import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { takePictures } from "../e2e/pictures/take-pictures.ts";
import { startFreshStack } from "../e2e/start-stack.ts";
import { DATA_DIR, ROOT } from "./surroundings.ts";

/**
 * `pnpm pictures [-- readme]`: one page with a picture of every page and state, wide and narrow, light and dark; with
 * `readme`, the README's picture from them, too.
 */
const readme = process.argv.includes("readme") ? join(ROOT, "docs", "screenshot.png") : null;
const stack = await startFreshStack();
try {
  const { states, faults, sheet } = await takePictures(stack, join(DATA_DIR, "pictures"), readme);
  for (const fault of faults) console.log(fault);
  console.log(`${states} states, ${faults.length} faults: ${pathToFileURL(sheet)}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await stack.stop();
}
