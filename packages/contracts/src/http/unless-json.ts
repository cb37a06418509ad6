import { problemReply, type ReplyContext } from "./problem-reply.ts";

const JSON_TYPE = /^application\/json(?:\s*;|$)/i;

/** The refusal of a body that is not JSON, so that no form of another site's page can pass for one; or `null`. */
export function refusalUnlessJson(c: ReplyContext, { headers, body }: Request): Response | null {
  const type = headers.get("Content-Type");
  // Clients say "POST without a body" in either way.
  const empty = body === null || headers.get("Content-Length") === "0";
  if (type === null ? empty : JSON_TYPE.test(type)) return null;
  return problemReply(c, "unsupported-media-type", { detail: "Send application/json." });
}
