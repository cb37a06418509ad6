import { NeonDbError } from "@neondatabase/serverless";

/**
 * Why a statement failed.
 * - `unreachable`, `timeout`: no answer. Without an SQLSTATE (`code`) the outcome is *unknown*: it may have been committed.
 * - `busy`: the role has no connection left; nothing was done.
 * - `retryable`: deadlock, serialisation or lock timeout; nothing was done, the same again may work.
 * - `refused`: the database said no (a constraint, a policy, a raising function, a mistake); again would be the same.
 */
export type DatabaseErrorKind = "unreachable" | "timeout" | "busy" | "retryable" | "refused";

/** The only error that leaves this package for a failed statement. Its message is for logs, never for clients. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly kind: DatabaseErrorKind;
  /** SQLSTATE, when Postgres gave one. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  /** What a raising function says beside its message, mostly as JSON. */
  readonly detail: string | undefined;

  constructor(
    kind: DatabaseErrorKind,
    message: string,
    more: { code?: string; constraint?: string; detail?: string; cause?: unknown },
  ) {
    super(message, { cause: more.cause });
    this.kind = kind;
    this.code = more.code;
    this.constraint = more.constraint;
    this.detail = more.detail;
  }
}

/** Makes sense of whatever the driver threw. `signal` is the call's: an abort shows in many guises. */
export function toDatabaseError(error: unknown, signal: AbortSignal): DatabaseError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NeonDbError && error.code !== undefined) {
    const { code, constraint, detail } = error;
    const more = { ...(constraint && { constraint }), ...(detail && { detail }) };
    return new DatabaseError(kindOf(code), message, { code, ...more, cause: error });
  }
  if (signal.aborted) return new DatabaseError("timeout", "No answer before the deadline", { cause: error });
  // Neon's proxy over its own limit, before any connection was made.
  if (/HTTP status 429\b/.test(message)) return new DatabaseError("busy", message, { cause: error });
  return new DatabaseError("unreachable", message, { cause: error });
}

/** The same of what a pool threw, or a query builder around it: the SQLSTATE is somewhere among the causes, or nobody answered. */
export function poolErrorFrom(error: unknown): DatabaseError {
  const code = sqlStateOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new DatabaseError(code === undefined ? "unreachable" : kindOf(code), message, {
    ...(code !== undefined && { code }),
    cause: error,
  });
}

function sqlStateOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string" && /^[0-9A-Z]{5}$/.test(at.code)) return at.code;
  }
  return undefined;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function kindOf(code: string): DatabaseErrorKind {
  switch (code) {
    case "40001": // serialization_failure
    case "40P01": // deadlock_detected
    case "55P03": // lock_not_available, lock_timeout among its causes
      return "retryable";
    case "53300": // too_many_connections, of the server or of the role
      return "busy";
    case "57014": // query_canceled: statement_timeout
    case "25P03": // idle_in_transaction_session_timeout
      return "timeout";
    default:
      // Connection lost, out of resources, shutting down, I/O trouble.
      return /^(08|53|57|58)/.test(code) ? "unreachable" : "refused";
  }
}
