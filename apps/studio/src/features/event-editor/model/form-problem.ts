import type { LocalChoice } from "@liveotter/core/performance-time";
import type { Path } from "./form-path.ts";

/** Why what stands at `path` cannot be saved. */
export interface FormProblem {
  readonly path: Path;
  readonly detail: string;
  /** For a time that the clocks skip or show twice: what it could be. */
  readonly time?: { readonly refused: "missing" | "ambiguous"; readonly choices: readonly LocalChoice[] };
}
