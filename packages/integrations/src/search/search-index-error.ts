import { MeilisearchApiError, MeilisearchTaskTimeOutError } from "meilisearch";

/**
 * Why the index was not written or read. `full`: no space left on the engine's device; only a person helps. `refused`:
 * the engine understood and said no, or a task of ours failed. `unreachable`: no usable answer. `late`: not done in
 * time; it may still be done.
 */
export class SearchIndexError extends Error {
  override readonly name = "SearchIndexError";
  readonly code: "full" | "refused" | "unreachable" | "late";

  constructor(code: SearchIndexError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Meilisearch's codes for a full disk (https://www.meilisearch.com/docs/reference/errors/error_codes). */
const FULL = new Set(["no_space_left_on_device", "database_size_limit_reached"]);

/** What a failed task, or an error's body, says. Some disk errors come as `internal` with the system's words only. */
export function refusal(
  error: { readonly code?: string; readonly message?: string } | null | undefined,
): SearchIndexError {
  const message = error?.message ?? "no reason given";
  const full = FULL.has(error?.code ?? "") || /no (?:more )?space left/i.test(message);
  return new SearchIndexError(full ? "full" : "refused", `${error?.code ?? "unknown"}: ${message}`);
}

/** Any failure of the client as ours. */
export function asSearchIndexError(error: unknown, signal: AbortSignal): SearchIndexError {
  if (error instanceof SearchIndexError) return error;
  if (signal.aborted || error instanceof MeilisearchTaskTimeOutError) {
    return new SearchIndexError("late", "Meilisearch was not done in time", { cause: error });
  }
  if (error instanceof MeilisearchApiError) {
    const said = refusal(error.cause ?? { message: error.message });
    // Its own failure is no verdict on what it was asked.
    if (said.code === "full" || error.response.status < 500) return said;
  }
  return new SearchIndexError("unreachable", "Meilisearch gave no usable answer", { cause: error });
}
