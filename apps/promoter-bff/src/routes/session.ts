import { createRoute } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Session, SignIn } from "@liveotter/contracts/promoter/session";
import { toIso } from "@liveotter/core/instant";
import type { MemberSession } from "@liveotter/database/sign-in/read-session";
import { deleteCookie } from "hono/cookie";
import type { App } from "../http/context.ts";
import { SESSION_COOKIE } from "../sign-in/better-auth.ts";
import { sessionToken, whoAsks } from "../sign-in/sign-in.ts";

const content = { "application/json": { schema: Session } };

const signIn = createRoute({
  method: "post",
  path: "/v1/session",
  operationId: "signIn",
  summary: "Sign in",
  tags: ["Session"],
  request: { body: { required: true, content: { "application/json": { schema: SignIn } } } },
  responses: {
    201: { description: "Signed in: the cookie carries the session", content },
    400: problem("invalid-request"),
    401: problem("unauthenticated"),
    403: problem("forbidden"),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    503: problem("busy"),
  },
});

const readSession = createRoute({
  method: "get",
  path: "/v1/session",
  operationId: "readSession",
  summary: "Who is signed in",
  tags: ["Session"],
  responses: { 200: { description: "You", content }, 401: problem("unauthenticated"), 503: problem("busy") },
});

const signOut = createRoute({
  method: "delete",
  path: "/v1/session",
  operationId: "signOut",
  summary: "Sign out",
  tags: ["Session"],
  responses: { 204: { description: "Signed out, or never was in" }, 403: problem("forbidden"), 503: problem("busy") },
});

/** Sessions: who acts for a promoter. */
export const session = newRouter<App>()
  .openapi(signIn, async (c) => {
    const opened = await c.env.signIn.byPassword(c.req.valid("json"), c.env.origin ?? new URL(c.req.url).origin);
    if (opened === null) throw new ProblemError("unauthenticated", { detail: "No such e-mail address and password." });
    const me = await c.env.signIn.read(opened.token, c.env.now());
    if (me === null) throw new ProblemError("forbidden", { detail: "This account acts for no promoter." });
    c.header("Set-Cookie", opened.setCookie);
    return c.json(sessionReply(me), 201);
  })
  .openapi(readSession, async (c) => {
    const me = await whoAsks(c.req.raw, c.env);
    if (me === null) throw new ProblemError("unauthenticated");
    return c.json(sessionReply(me), 200);
  })
  .openapi(signOut, async (c) => {
    const token = await sessionToken(c.req.raw, c.env);
    if (token !== null) await c.env.signIn.end(token);
    deleteCookie(c, SESSION_COOKIE.name, SESSION_COOKIE.attributes);
    return c.body(null, 204);
  });

const sessionReply = ({ user, promoter, expiresAt }: MemberSession): Session => ({
  user,
  promoter,
  expiresAt: toIso(expiresAt),
});
