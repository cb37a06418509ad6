import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { MemberSession } from "@liveotter/database/sign-in/read-session";
import { createMiddleware } from "hono/factory";
import { parseSigned } from "hono/utils/cookie";
import type { Deps } from "../deps.ts";
import type { MemberApp } from "../http/context.ts";
import { SESSION_COOKIE } from "./better-auth.ts";

/** The token in the request's cookie, or `null` when there is none that we signed. */
export async function sessionToken(request: Request, { signIn }: Deps): Promise<string | null> {
  const cookies = request.headers.get("Cookie");
  if (cookies === null) return null;
  const signed = await parseSigned(cookies, signIn.secret, SESSION_COOKIE.name);
  const token = signed[SESSION_COOKIE.name];
  return typeof token === "string" && token !== "" ? token : null;
}

/** Who sent the request, or `null` for somebody who is not signed in. */
export async function whoAsks(request: Request, deps: Deps): Promise<MemberSession | null> {
  const token = await sessionToken(request, deps);
  return token === null ? null : deps.signIn.read(token, deps.now());
}

/** Lets only signed-in members of a promoter through, and says who they are. */
export const signedIn = createMiddleware<MemberApp>(async (c, next) => {
  const me = await whoAsks(c.req.raw, c.env);
  if (me === null) throw new ProblemError("unauthenticated", { detail: "Sign in at POST /v1/session." });
  c.set("me", me);
  return next();
});
