export const REQUEST_ID_HEADER = "X-Request-Id";

const SANE = /^[A-Za-z0-9_-]{8,64}$/;

/** The caller's request id when it is a sane word, so that one id names a request through every hop; else a new one. */
export function requestIdOf(headers: Pick<Headers, "get">): string {
  const given = headers.get(REQUEST_ID_HEADER);
  return given !== null && SANE.test(given) ? given : crypto.randomUUID();
}
