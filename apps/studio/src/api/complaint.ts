import type { core } from "zod";

/** What is wrong with a field, in words for the person who fills it in; `undefined` leaves it to the schema's own. */
export function complaint(issue: core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      // Forms put what is wrong with a typed number in its place.
      if (issue.expected === "number" && typeof issue.input === "string" && issue.input !== "") return issue.input;
      return issue.input === undefined || issue.input === null || issue.input === "" || Number.isNaN(issue.input)
        ? "Please fill this in."
        : "This is not the kind of value that goes here.";
    case "too_small":
      if (issue.origin === "string") {
        return Number(issue.minimum) <= 1 ? "Please fill this in." : `At least ${issue.minimum} characters, please.`;
      }
      return issue.origin === "array" || issue.origin === "set"
        ? `At least ${issue.minimum}, please.`
        : `${issue.minimum} or more, please.`;
    case "too_big":
      if (issue.origin === "string") return `At most ${issue.maximum} characters, please.`;
      return issue.origin === "array" || issue.origin === "set"
        ? `At most ${issue.maximum}, please.`
        : `${issue.maximum} or less, please.`;
    case "invalid_format":
      if (issue.format === "email") return "An e-mail address looks like name@example.com.";
      if (issue.format === "url") return "A web address begins with https:// or http://.";
      return undefined;
    case "invalid_value":
      return "Please choose one of the options.";
    default:
      return undefined;
  }
}
