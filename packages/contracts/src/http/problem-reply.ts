import type { Problem, ProblemCode } from "../problem.ts";

/** What every app's context carries for problems and logs. */
export interface RequestVariables {
  requestId: string;
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 406 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503;

/** The one place where a code meets its status and title. */
export const PROBLEMS = {
  "invalid-request": { status: 400, title: "The request is not valid" },
  unauthenticated: { status: 401, title: "Sign in first" },
  forbidden: { status: 403, title: "Not allowed" },
  "not-found": { status: 404, title: "No such thing here" },
  "method-not-allowed": { status: 405, title: "Not with this method" },
  "not-acceptable": { status: 406, title: "Not available in that form" },
  conflict: { status: 409, title: "It has changed, or is being changed" },
  "invalid-state": { status: 409, title: "Not in its present state" },
  "precondition-failed": { status: 412, title: "It has changed since it was read" },
  "too-large": { status: 413, title: "Too large" },
  "unsupported-media-type": { status: 415, title: "Not in this format" },
  "precondition-required": { status: 428, title: "Say which version is meant" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong here" },
  busy: { status: 503, title: "Busy, try again shortly" },
  "sold-out": { status: 409, title: "Too few are left" },
  withdrawn: { status: 409, title: "Not sold any more" },
  changed: { status: 409, title: "The sale has changed" },
  "price-changed": { status: 409, title: "The price has changed" },
  lapsed: { status: 409, title: "The hold has lapsed" },
  "not-on-sale": { status: 409, title: "Not on sale" },
  "code-refused": { status: 409, title: "The code cannot be used" },
  "over-limit": { status: 409, title: "Not this many" },
  confirming: { status: 503, title: "Not known yet, ask again shortly" },
} as const satisfies Record<ProblemCode, { status: ProblemStatus; title: string }>;

export interface ProblemMore
  extends Partial<
    Pick<
      Problem,
      | "detail"
      | "errors"
      | "refused"
      | "withdrawnLines"
      | "shortage"
      | "quote"
      | "quoteTag"
      | "asks"
      | "opensAt"
      | "reason"
      | "usesLeft"
      | "state"
      | "limit"
      | "limitOf"
      | "ticketTypeId"
    >
  > {
  /** Seconds for `Retry-After`. */
  readonly retryAfter?: number;
}

/** Thrown anywhere below a handler, answered as that problem. For what the asker should hear of, never for failures. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly more: ProblemMore;

  constructor(code: ProblemCode, more: ProblemMore = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** As much of a context as an answer needs, so that any app's own context passes. */
export interface ReplyContext {
  get(key: "requestId"): string;
}

/** An RFC 9457 answer. Never cached: a problem is about one request. */
export function problemReply(c: ReplyContext, code: ProblemCode, more: ProblemMore = {}): Response {
  const { status, title } = PROBLEMS[code];
  const { detail, retryAfter, ...members } = more;
  const problem: Problem = {
    type: `https://liveotter.example/problems/${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
    requestId: c.get("requestId"),
    ...members,
  };
  const headers = new Headers({ "Content-Type": "application/problem+json", "Cache-Control": "no-store" });
  if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
  return new Response(JSON.stringify(problem), { status, headers });
}
