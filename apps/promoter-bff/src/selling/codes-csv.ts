import { type Instant, toIso } from "@liveotter/core/instant";
import type { MyCode } from "@liveotter/database/promoter/my-code";
import { csvLine } from "../csv/csv-line.ts";
import { stateOf } from "./code-reply.ts";

export const CODES_HEADER = csvLine(["code", "tag", "state", "max uses", "used", "valid from", "valid until"]);

/** One code for a spreadsheet; times are instants in UTC. */
export function codeLine(code: MyCode, now: Instant): string {
  const moment = (at: Instant | null) => (at === null ? "" : toIso(at));
  return csvLine([
    ...[code.code, code.tag, stateOf(code, now), String(code.maxUses ?? ""), String(code.used)],
    ...[moment(code.validFrom), moment(code.validUntil)],
  ]);
}
