import { SESSION_SECONDS } from "@liveotter/database/sign-in/session-life";
import type { Context } from "hono";
import { deleteCookie, setSignedCookie } from "hono/cookie";
import { parseSigned } from "hono/utils/cookie";
import type { Deps } from "../deps.ts";
import type { App } from "../http/context.ts";

/** By its prefix browsers take it from this host alone: no other one of the same domain can slip a session in. */
const NAME = "__Host-liveotter.session_token";
/** Over HTTPS only (browsers count localhost in), unseen by scripts, not sent along by other sites' forms. */
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: "Lax", path: "/" } as const;

/** The token in the request's cookie, or `null` when there is none that we signed. */
export async function sessionToken(request: Request, { signIn }: Deps): Promise<string | null> {
  const cookies = request.headers.get("Cookie");
  if (cookies === null) return null;
  const token = (await parseSigned(cookies, signIn.secret, NAME))[NAME];
  return typeof token === "string" && token !== "" ? token : null;
}

/** Has the browser carry this session for as long as one lasts unused. */
export const carrySession = <E extends App>(c: Context<E>, token: string): Promise<void> =>
  setSignedCookie(c, NAME, token, c.env.signIn.secret, { ...ATTRIBUTES, maxAge: SESSION_SECONDS });

export function dropSession<E extends App>(c: Context<E>): void {
  deleteCookie(c, NAME, ATTRIBUTES);
}
