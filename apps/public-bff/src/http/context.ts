import type { RequestVariables } from "@liveotter/contracts/http/problem-reply";
import type { CacheAnswer } from "@liveotter/integrations/cache/tiered-cache";
import type { Context } from "hono";
import type { Deps } from "../deps.ts";

/** What every handler finds: the composed dependencies where Hono keeps bindings, and what is noted of a request. */
export interface App {
  Bindings: Deps;
  Variables: RequestVariables & {
    /** The template of the path, as the OpenAPI document has it; absent where no route matched. */
    route?: string;
    /** Which cache tier answered, and how. */
    cache?: readonly [tier: CacheAnswer["tier"], outcome: CacheAnswer["outcome"]];
    /** What was thrown on the way to a 5xx. */
    failure?: Error;
  };
}

export type AppContext = Context<App>;
