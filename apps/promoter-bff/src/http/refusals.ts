import { problem } from "@liveotter/contracts/http/router";

/** What a route behind `signedIn` may answer instead. */
export const refusals = { 401: problem("unauthenticated"), 403: problem("forbidden"), 503: problem("busy") };

/** And what each may that takes a file. */
export const fileRefusals = {
  ...refusals,
  400: problem("invalid-request"),
  413: problem("too-large"),
  429: problem("too-many-requests"),
};

/** And what each may that changes something by JSON, or by its path alone. */
export const changeRefusals = { ...fileRefusals, 415: problem("unsupported-media-type") };
