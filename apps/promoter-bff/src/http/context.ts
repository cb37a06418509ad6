import type { RequestVariables } from "@liveotter/contracts/http/problem-reply";
import type { MemberSession, PersonSession } from "@liveotter/database/sign-in/read-session";
import type { Deps } from "../deps.ts";

/** What every handler finds: the composed dependencies where Hono keeps bindings, and the request's id. */
export interface App {
  Bindings: Deps;
  Variables: RequestVariables & Failure;
}

interface Failure {
  /** Why the answer is a 5xx, in words of ours. */
  failure?: { readonly error: string; readonly code?: string };
}

/** Behind `person`: who asks, whether or not they act for a promoter. */
export interface PersonApp {
  Bindings: Deps;
  Variables: RequestVariables & Failure & { me: PersonSession };
}

/** Behind `signedIn`: who asks, and for which promoter. */
export interface MemberApp {
  Bindings: Deps;
  Variables: RequestVariables & Failure & { me: MemberSession };
}
