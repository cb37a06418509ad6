import { format } from "./de/format.ts";
import { shell } from "./de/shell.ts";
import type { Words } from "./en.ts";

/** All that pages say, in German. */
export const de: Words = { format, shell };
