import type { Miniflare, RequestInit, Response } from "miniflare";
import { afterAll, beforeAll } from "vitest";
import { type FakeBff, startWeb } from "./built-web.ts";

interface Opened {
  readonly response: Response;
  readonly text: string;
}

/** Opens pages of a worker that all tests of a file share, with this BFF behind it. Redirects are answers like others. */
export function openWeb(bff: FakeBff, variables: Readonly<Record<string, string>> = {}) {
  let web: Miniflare | undefined;
  beforeAll(async () => {
    web = await startWeb(bff, variables);
  });
  afterAll(() => web?.dispose());
  return async (path: string, init: RequestInit = {}): Promise<Opened> => {
    if (web === undefined) throw new Error("pages are opened within tests");
    const response = await web.dispatchFetch(`http://fans.test${path}`, { redirect: "manual", ...init });
    return { response, text: await response.text() };
  };
}
