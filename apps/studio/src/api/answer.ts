import type { Problem, ProblemCode } from "@liveotter/contracts/problem";
import type { Result } from "@liveotter/contracts/promoter/client";

/** One field and what is wrong with it; `pointer` is an RFC 6901 pointer into what was sent. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** A call that came to nothing: refused with a problem, or never answered (`problem` is null). */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly problem: Problem | null;

  constructor(problem: Problem | null, cause?: unknown) {
    super(problem === null ? "no answer" : `${problem.code}: ${problem.detail ?? problem.title}`, { cause });
    this.problem = problem;
  }
}

/** An answer with the tag that a change of it must name. */
export interface Tagged<T> {
  readonly data: T;
  readonly etag: string;
}

/** @throws CallError unless the call went well */
export async function answer<T>(call: Promise<Result<T>>): Promise<T> {
  return succeeded(await call).data;
}

/** @throws CallError unless the call went well */
export async function tagged<T>(call: Promise<Result<T>>): Promise<Tagged<T>> {
  const { data, etag } = succeeded(await call);
  return { data, etag: etag ?? "" };
}

function succeeded<T>(result: Result<T>): Extract<Result<T>, { ok: true }> {
  if (result.ok) return result;
  throw new CallError(result.problem, "unreachable" in result ? result.unreachable : undefined);
}

/** The code of a refusal; null for anything else, a connection that failed included. */
export function refusal(error: unknown): ProblemCode | null {
  return error instanceof CallError ? (error.problem?.code ?? null) : null;
}

/** Whether trying the same again may come to something else. */
export function passing(error: unknown): boolean {
  if (!(error instanceof CallError)) return false;
  return error.problem === null || ["busy", "internal", "too-many-requests"].includes(error.problem.code);
}

/** Wrong fields that a refusal names. */
export function fieldErrors(error: unknown): readonly FieldError[] {
  return error instanceof CallError ? (error.problem?.errors ?? []) : [];
}

export type Shortage = NonNullable<Problem["shortage"]>;

/** What is free and in carts, if the request can be repeated with `alsoFromCarts`; null otherwise. */
export function shortageOf(error: unknown): Shortage | null {
  return error instanceof CallError ? (error.problem?.shortage ?? null) : null;
}

/** One sentence for a person: what happened and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof CallError)) return "Something went wrong on this page. Please reload it.";
  const { problem } = error;
  if (problem === null) {
    return navigator.onLine
      ? "We cannot reach LiveOtter right now. Please try again in a moment."
      : "You are offline. Please try again once you are connected.";
  }
  switch (problem.code) {
    case "unauthenticated":
      return "You are signed out. Please sign in again.";
    case "forbidden":
      return problem.detail ?? "You may not do this. An owner of the organisation can.";
    case "not-found":
      return "This is not here, or no longer.";
    case "precondition-failed":
      return "Somebody else has changed this in the meantime. Nothing was overwritten: look at the new version first.";
    case "invalid-request":
      return (problem.errors ?? []).length > 0
        ? "Some fields need another look."
        : (problem.detail ?? "Some fields need another look.");
    case "too-many-requests":
      return "Too many attempts. Please wait a minute and try again.";
    case "busy":
      if (problem.shortage !== undefined && problem.detail !== undefined) return problem.detail;
      return "LiveOtter is busy at the moment. Please try again shortly.";
    case "internal":
      return `Something went wrong on our side. If it stays, tell us the number ${problem.requestId}.`;
    default:
      return problem.detail ?? problem.title;
  }
}
