/** An error as Meilisearch words it: https://www.meilisearch.com/docs/reference/errors/overview */
export interface ErrorBody {
  readonly message: string;
  readonly code: string;
  readonly type: "invalid_request" | "auth" | "internal" | "system";
  readonly link: string;
}

/** A request refused, or the reason of a failed task. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly body: ErrorBody;

  /** `code` is one of https://www.meilisearch.com/docs/reference/errors/error_codes */
  constructor(status: number, code: string, message: string, type: ErrorBody["type"] = "invalid_request") {
    super(message);
    this.status = status;
    this.body = { message, code, type, link: `https://docs.meilisearch.com/errors#${code}` };
  }
}

export const badRequest = (code: string, message: string): ApiError => new ApiError(400, code, message);

export const indexNotFound = (uid: string): ApiError =>
  new ApiError(404, "index_not_found", `Index \`${uid}\` not found.`);
