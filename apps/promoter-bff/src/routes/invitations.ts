import { createRoute } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Invitation,
  InvitationAcceptance,
  InvitationInput,
  InvitationList,
  InvitationParams,
  InvitationPreview,
  InvitationTokenParams,
} from "@liveotter/contracts/promoter/organisation";
import { Session } from "@liveotter/contracts/promoter/session";
import { acceptInvitation, readInvitation } from "@liveotter/database/organisation/accept-invitation";
import { invite } from "@liveotter/database/organisation/invite";
import { listInvitations } from "@liveotter/database/organisation/list-invitations";
import { revokeInvitation } from "@liveotter/database/organisation/revoke-invitation";
import { newToken } from "@liveotter/database/sign-in/token";
import type { MemberApp, PersonApp } from "../http/context.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { invitationProblem } from "../organisation/refuse.ts";
import { invitationReply, previewReply } from "../organisation/replies.ts";
import { limit } from "../sign-in/limits.ts";
import { INVITATION_HOURS, studioLink } from "../sign-in/mail-links.ts";
import { sessionToken } from "../sign-in/session-cookie.ts";
import { sessionNow } from "../sign-in/session-reply.ts";
import { ownerOnly, person, signedIn } from "../sign-in/sign-in.ts";
import { personOf } from "./organisation.ts";

const tags = ["Organisation"];

const list = createRoute({
  method: "get",
  path: "/v1/organisation/invitations",
  operationId: "listInvitations",
  summary: "Who has been asked to join",
  description: "For owners.",
  tags,
  responses: {
    200: { description: "Open invitations", content: { "application/json": { schema: InvitationList } } },
    ...refusals,
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/organisation/invitations",
  operationId: "invite",
  summary: "Ask somebody to join",
  description:
    "For owners. A mail with a link follows; only whoever signs in with that address can use it. Asking again sends a new link, and ends the old one. The same `Idempotency-Key` asks once.",
  tags,
  request: {
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: InvitationInput } } },
  },
  responses: {
    201: { description: "Asked", content: { "application/json": { schema: Invitation } } },
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/v1/organisation/invitations/{id}",
  operationId: "revokeInvitation",
  summary: "Take an invitation back",
  description: "For owners.",
  tags,
  request: { params: InvitationParams },
  responses: { 204: { description: "Its link opens nothing" }, 404: problem("not-found"), ...changeRefusals },
});

const preview = createRoute({
  method: "get",
  path: "/v1/invitations/{token}",
  operationId: "readInvitation",
  summary: "What an invitation's link is about",
  description: "For whoever holds the link, signed in or not.",
  tags,
  request: { params: InvitationTokenParams },
  responses: {
    200: { description: "The invitation", content: { "application/json": { schema: InvitationPreview } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const accept = createRoute({
  method: "post",
  path: "/v1/invitations/acceptance",
  operationId: "acceptInvitation",
  summary: "Join",
  description: "As whoever is signed in, if the invitation was mailed to their address. It works once.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: InvitationAcceptance } } } },
  responses: {
    200: {
      description: "You, acting for the organisation",
      content: { "application/json": { schema: Session } },
    },
    409: problem("conflict"),
    ...changeRefusals,
  },
});

/** Asking people to join. */
export const invitations = newRouter<MemberApp>();
invitations.use("/v1/organisation/invitations/*", signedIn, ownerOnly);
invitations
  .openapi(list, async (c) => {
    const { id } = c.get("me").promoter;
    const items = await c.env.auth((db) => listInvitations(db, id));
    return c.json({ items: items.map(invitationReply) }, 200);
  })
  .openapi(create, async (c) => {
    const input = c.req.valid("json");
    const { email, role, locale } = input;
    const { promoter, user } = c.get("me");
    await limit(c, "invitation", user.id);
    const token = newToken();
    const link = studioLink(c, "/invitation", token);
    const params = { organisation: promoter.name, inviter: user.name, role, link, hours: INVITATION_HOURS };
    const mail = { template: "invitation" as const, to: email, locale, params };
    const request = { key: c.req.valid("header")["idempotency-key"], body: JSON.stringify({ invitation: input }) };
    const invitation = { email, role, token, hours: INVITATION_HOURS, mail };
    const invited = await c.env.auth((db) => invite(db, personOf(c), invitation, request));
    if (typeof invited === "string") throw invitationProblem(invited);
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(invitationReply(invited), 201);
  })
  .openapi(revoke, async (c) => {
    const { id } = c.req.valid("param");
    if (!(await c.env.auth((db) => revokeInvitation(db, personOf(c), id)))) throw new ProblemError("not-found");
    return c.body(null, 204);
  });

/** Joining. */
export const joining = newRouter<PersonApp>();
joining.on("POST", "/v1/invitations/acceptance", person);
joining
  .openapi(preview, async (c) => {
    await limit(c, "link");
    const invitation = await c.env.auth((db) => readInvitation(db, c.req.valid("param").token));
    if (invitation === null) throw new ProblemError("not-found");
    return c.json(previewReply(invitation), 200);
  })
  .openapi(accept, async (c) => {
    const { token } = c.req.valid("json");
    const { id, user } = c.get("me");
    await limit(c, "link");
    const invitation = await c.env.auth((db) => readInvitation(db, token));
    if (invitation === null) {
      const errors = [
        { pointer: "/token", detail: "has been used, is too old, was taken back, or was never given out" },
      ];
      throw new ProblemError("invalid-request", { errors });
    }
    if (invitation.email !== user.email)
      throw new ProblemError("forbidden", { detail: "It was mailed to another address. Sign in with that one." });
    const guest = { userId: user.id, sessionId: id, requestId: c.get("requestId") };
    const joined = await c.env.auth((db) => acceptInvitation(db, guest, invitation.promoterId, token));
    if (!joined) throw new ProblemError("conflict", { detail: "It can be used no more, or you are in too many." });
    return c.json(await sessionNow(c, await sessionToken(c.req.raw, c.env)), 200);
  });
