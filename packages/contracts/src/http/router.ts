import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { Problem, type ProblemCode } from "../problem.ts";
import { PROBLEMS, ProblemError, problemReply, type ReplyContext, type RequestVariables } from "./problem-reply.ts";

/** A router whose refusals of input are problems that point at each wrong field. */
export function newRouter<E extends { Variables: RequestVariables; Bindings?: object }>(): OpenAPIHono<E> {
  return new OpenAPIHono<E>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      // The first complaint about each field: the others often follow from it.
      const errors = new Map<string, string>();
      for (const issue of result.error.issues) {
        for (const { path, message } of named(issue)) {
          const pointer = result.target === "json" ? jsonPointer(path) : path.map(String).join(".");
          if (!errors.has(pointer)) errors.set(pointer, message);
        }
      }
      return problemReply(c, "invalid-request", {
        errors: Array.from(errors, ([pointer, detail]) => ({ pointer, detail })),
      });
    },
  });
}

/** An issue by the fields it is about: Zod reports unknown fields on the object that has them. */
function named(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys
    .slice(0, MOST_NAMED)
    .map((key) => ({ path: [...issue.path, key], message: "is not a known field" }));
}
const MOST_NAMED = 20;

/** RFC 6901: `/performances/0/date`. The whole document is the empty string. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** How a problem answer is declared in a route's `responses`. */
export function problem(...codes: readonly [ProblemCode, ...ProblemCode[]]) {
  return {
    description: codes.map((code) => PROBLEMS[code].title).join(". "),
    content: { "application/problem+json": { schema: Problem } },
  };
}

const BY_STATUS: ReadonlyMap<number, ProblemCode> = new Map([
  [400, "invalid-request"],
  [405, "method-not-allowed"],
  [406, "not-acceptable"],
  [413, "too-large"],
  [415, "unsupported-media-type"],
]);

/**
 * The answer to a `ProblemError`, or to what the framework itself threw (malformed JSON, a body too large); `null` when
 * `error` is not the client's doing.
 */
export function frameworkProblem(c: ReplyContext, error: unknown): Response | null {
  if (error instanceof ProblemError) return problemReply(c, error.code, error.more);
  if (!(error instanceof HTTPException)) return null;
  const code = BY_STATUS.get(error.status);
  return code === undefined ? null : problemReply(c, code, { detail: error.message });
}
