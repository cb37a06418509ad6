import type { core } from "zod";

/** What is wrong with a column, in words for whoever made the file; `undefined` leaves it to the schema's own. */
export function rowComplaint(issue: core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      return issue.expected === "int" ? "is no whole number" : "is not what goes here";
    case "too_small":
      if (issue.origin !== "string") return `is less than ${issue.minimum}`;
      return Number(issue.minimum) <= 1 ? "is missing" : `has less than ${issue.minimum} characters`;
    case "too_big":
      if (issue.origin === "string") return `has more than ${issue.maximum} characters`;
      return issue.origin === "array" ? `has more than ${issue.maximum} entries` : `is more than ${issue.maximum}`;
    case "invalid_format":
      return issue.format === "url" ? "is no address that begins with https:// or http://" : undefined;
    case "invalid_value":
      return `is none of: ${issue.values.map(String).join(", ")}`;
    default:
      return undefined;
  }
}
