import { format } from "./en/format.ts";
import { shell } from "./en/shell.ts";

/** All that pages say, in English, which gives every other language its shape: a section for each kind of page. */
export const en = { format, shell };

export type Words = typeof en;
