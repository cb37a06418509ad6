import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Session, SessionChange, SessionList, SignIn } from "@liveotter/contracts/promoter/session";
import { asId, type PromoterId } from "@liveotter/core/ids";
import { beginSession } from "@liveotter/database/sign-in/begin-session";
import { endSession } from "@liveotter/database/sign-in/end-session";
import { listSessions } from "@liveotter/database/sign-in/list-sessions";
import { revokeOtherSessions, revokeSession } from "@liveotter/database/sign-in/revoke-sessions";
import { switchPromoter } from "@liveotter/database/sign-in/switch-promoter";
import type { App, PersonApp } from "../http/context.ts";
import { limit } from "../sign-in/limits.ts";
import { carrySession, dropSession, sessionToken } from "../sign-in/session-cookie.ts";
import { sessionNow, sessionReply, sessionsReply } from "../sign-in/session-reply.ts";
import { person } from "../sign-in/sign-in.ts";
import { userAgentOf } from "../sign-in/user-agent.ts";

const tags = ["Session"];
const content = { "application/json": { schema: Session } };
const refusals = { 401: problem("unauthenticated"), 503: problem("busy") };
/** Every change is looked at for where it comes from and what it carries, before who sends it. */
const carriedRefusals = {
  403: problem("forbidden"),
  413: problem("too-large"),
  415: problem("unsupported-media-type"),
  503: problem("busy"),
};
const changeRefusals = { ...refusals, ...carriedRefusals, 429: problem("too-many-requests") };

const signIn = createRoute({
  method: "post",
  path: "/v1/session",
  operationId: "signIn",
  summary: "Sign in",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: SignIn } } } },
  responses: {
    201: { description: "Signed in: the cookie carries the session", content },
    400: problem("invalid-request"),
    ...changeRefusals,
  },
});

const readSession = createRoute({
  method: "get",
  path: "/v1/session",
  operationId: "readSession",
  summary: "Who is signed in, and for which organisation",
  tags,
  responses: { 200: { description: "You", content }, ...refusals },
});

const changeSession = createRoute({
  method: "patch",
  path: "/v1/session",
  operationId: "changeSession",
  summary: "Act for another of your organisations",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: SessionChange } } } },
  responses: {
    200: { description: "You, acting for it", content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...changeRefusals,
  },
});

const signOut = createRoute({
  method: "delete",
  path: "/v1/session",
  operationId: "signOut",
  summary: "Sign out",
  tags,
  responses: { 204: { description: "Signed out, or never was in" }, ...carriedRefusals },
});

const list = createRoute({
  method: "get",
  path: "/v1/sessions",
  operationId: "listSessions",
  summary: "Where you are signed in",
  tags,
  responses: {
    200: {
      description: "Your sessions, the latest used in front",
      content: { "application/json": { schema: SessionList } },
    },
    ...refusals,
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/v1/sessions/{id}",
  operationId: "revokeSession",
  summary: "End one of your sessions",
  tags,
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    204: { description: "It has ended" },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...changeRefusals,
  },
});

const revokeOthers = createRoute({
  method: "delete",
  path: "/v1/sessions",
  operationId: "revokeOtherSessions",
  summary: "End all your sessions but this one",
  tags,
  responses: { 204: { description: "They have ended" }, ...changeRefusals },
});

/** Coming and going. */
export const session = newRouter<App>()
  .openapi(signIn, async (c) => {
    const { email, password } = c.req.valid("json");
    await limit(c, "sign-in", email);
    const request = { email, password, userAgent: userAgentOf(c) };
    const opened = await c.env.signIn.byPassword(request, c.env.origin ?? new URL(c.req.url).origin);
    if (opened === "unverified") throw new ProblemError("forbidden", { detail: "Verify your e-mail address first." });
    if (opened === "wrong" || !(await c.env.auth((db) => beginSession(db, opened))))
      throw new ProblemError("unauthenticated", { detail: "No such e-mail address and password." });
    const reply = await sessionNow(c, opened.token);
    await carrySession(c, opened.token);
    return c.json(reply, 201);
  })
  .openapi(signOut, async (c) => {
    const token = await sessionToken(c.req.raw, c.env);
    if (token !== null) await c.env.auth((db) => endSession(db, token));
    dropSession(c);
    return c.body(null, 204);
  });

/** Who asks, for which organisation, and where else they are signed in. */
export const sessions = newRouter<PersonApp>();
sessions.on(["GET", "PATCH"], "/v1/session", person);
sessions.use("/v1/sessions/*", person);
sessions
  .openapi(readSession, (c) => c.json(sessionReply(c.get("me")), 200))
  .openapi(changeSession, async (c) => {
    const promoterId = asId<PromoterId>(c.req.valid("json").promoterId);
    const { id } = c.get("me");
    const switched = promoterId !== null && (await c.env.auth((db) => switchPromoter(db, id, promoterId)));
    if (!switched) throw new ProblemError("not-found");
    return c.json(await sessionNow(c, await sessionToken(c.req.raw, c.env)), 200);
  })
  .openapi(list, async (c) => {
    const { id, user } = c.get("me");
    return c.json(sessionsReply(await c.env.auth((db) => listSessions(db, user.id)), id), 200);
  })
  .openapi(revoke, async (c) => {
    const which = { userId: c.get("me").user.id, id: c.req.valid("param").id };
    if (!(await c.env.auth((db) => revokeSession(db, which)))) throw new ProblemError("not-found");
    return c.body(null, 204);
  })
  .openapi(revokeOthers, async (c) => {
    const { id, user } = c.get("me");
    await c.env.auth((db) => revokeOtherSessions(db, { userId: user.id, id }));
    return c.body(null, 204);
  });
