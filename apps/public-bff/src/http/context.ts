import type { RequestVariables } from "@liveotter/contracts/http/problem-reply";
import type { Context } from "hono";
import type { Deps } from "../deps.ts";

/** What every handler finds: the composed dependencies where Hono keeps bindings, and the request's id. */
export interface App {
  Bindings: Deps;
  Variables: RequestVariables & {
    /** How the answer came about, for metrics: the cache tier and its outcome. */
    cache?: string;
  };
}

export type AppContext = Context<App>;
