import type { Instant } from "../instant.ts";
import { clocksChangeOn } from "../performance-time.ts";
import { error, type Finding, type PreflightEvent, type PreflightPerformance, warning } from "./preflight-event.ts";
import { preflightSale } from "./preflight-sale.ts";

/** Every problem of an event that is to be public at `now`, errors first. */
export function preflight(event: PreflightEvent, now: Instant): Finding[] {
  const findings = [...overall(event), ...times(event.performances, now), ...preflightSale(event, now)];
  return findings.sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
}

export const isError = ({ severity }: Finding): boolean => severity === "error";

function* overall({ description, hasCover, ticketTypes }: PreflightEvent): Iterable<Finding> {
  if (description === "") yield warning("no-description", "/description", "is empty");
  if (!hasCover) yield warning("no-cover", "/cover", "is not uploaded: a picture is drawn in its place");
  if (ticketTypes.length === 0) yield warning("no-ticket-types", "/ticketTypes", "has no line: no price is shown");
}

function* times(performances: readonly PreflightPerformance[], now: Instant): Iterable<Finding> {
  if (performances.length === 0) yield error("no-performances", "/performances", "there is none");
  const over = performances.filter(({ endsAt }) => endsAt <= now);
  const allOver = over.length > 0 && over.length === performances.length;
  if (allOver) yield error("all-over", "/performances", "all are over");

  const seen = new Map<string, number>();
  for (const [index, performance] of performances.entries()) {
    const { date, zone, startsAt, endsAt, spot } = performance;
    const key = JSON.stringify([startsAt, spot]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else {
      const detail = `is the same as /performances/${first}: at one place at one time`;
      yield error("duplicate-performance", `/performances/${index}`, detail);
    }
    if (endsAt <= now && !allOver) yield warning("performance-over", `/performances/${index}/date`, "is over");
    if (endsAt > now && clocksChangeOn(date, zone)) {
      const detail = `is a day on which the clocks change in ${zone}: look at its times again`;
      yield warning("clocks-change", `/performances/${index}/date`, detail);
    }
  }
}
