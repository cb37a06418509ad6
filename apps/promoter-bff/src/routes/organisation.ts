import { createRoute } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Member,
  MemberChange,
  MemberList,
  MemberParams,
  Organisation,
  OrganisationChange,
  OrganisationInput,
} from "@liveotter/contracts/promoter/organisation";
import { asId, type UserId } from "@liveotter/core/ids";
import { changeRole, removeMember } from "@liveotter/database/organisation/change-members";
import { changeOrganisation } from "@liveotter/database/organisation/change-organisation";
import { listMembers } from "@liveotter/database/organisation/list-members";
import type { Person } from "@liveotter/database/organisation/organisation";
import { readOrganisation } from "@liveotter/database/organisation/read-organisation";
import type { Context } from "hono";
import type { MemberApp, PersonApp } from "../http/context.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { ETAG, IfMatch, neededVersionIn, versionTag } from "../http/version-tag.ts";
import { foundOrganisation } from "../organisation/found-organisation.ts";
import { memberProblem } from "../organisation/refuse.ts";
import { memberReply, organisationReply } from "../organisation/replies.ts";
import { ownerOnly, person, signedIn } from "../sign-in/sign-in.ts";

const tags = ["Organisation"];
const content = { "application/json": { schema: Organisation } };

const create = createRoute({
  method: "post",
  path: "/v1/organisations",
  operationId: "createOrganisation",
  summary: "Create an organisation",
  description: "You are its owner, and act for it from then on. The same `Idempotency-Key` makes one.",
  tags,
  request: {
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: OrganisationInput } } },
  },
  responses: {
    201: { description: "The organisation", headers: ETAG, content },
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

const read = createRoute({
  method: "get",
  path: "/v1/organisation",
  operationId: "readOrganisation",
  summary: "The organisation you act for",
  tags,
  responses: { 200: { description: "The organisation", headers: ETAG, content }, ...refusals },
});

const change = createRoute({
  method: "patch",
  path: "/v1/organisation",
  operationId: "changeOrganisation",
  summary: "Change its name or how taxes are rounded",
  description: "For owners. `If-Match` says which version the change was made from.",
  tags,
  request: {
    headers: IfMatch,
    body: { required: true, content: { "application/json": { schema: OrganisationChange } } },
  },
  responses: {
    200: { description: "The organisation as it is now", headers: ETAG, content },
    412: problem("precondition-failed"),
    428: problem("precondition-required"),
    ...changeRefusals,
  },
});

const members = createRoute({
  method: "get",
  path: "/v1/organisation/members",
  operationId: "listMembers",
  summary: "Who may act for it",
  description: "For owners.",
  tags,
  responses: {
    200: { description: "Its members", content: { "application/json": { schema: MemberList } } },
    ...refusals,
  },
});

const changeMember = createRoute({
  method: "patch",
  path: "/v1/organisation/members/{userId}",
  operationId: "changeMember",
  summary: "Give a member another role",
  description: "For owners. The last owner stays one. It counts from their next request on.",
  tags,
  request: {
    params: MemberParams,
    body: { required: true, content: { "application/json": { schema: MemberChange } } },
  },
  responses: {
    200: { description: "The member", content: { "application/json": { schema: Member } } },
    404: problem("not-found"),
    409: problem("invalid-state"),
    ...changeRefusals,
  },
});

const endMembership = createRoute({
  method: "delete",
  path: "/v1/organisation/members/{userId}",
  operationId: "removeMember",
  summary: "Remove a member, or leave",
  description: "Owners remove anybody, everybody themselves; the last owner stays. It counts at once.",
  tags,
  request: { params: MemberParams },
  responses: {
    204: { description: "They may do nothing here any more" },
    404: problem("not-found"),
    409: problem("invalid-state"),
    ...changeRefusals,
  },
});

/** Founding an organisation. */
export const organisations = newRouter<PersonApp>();
organisations.use("/v1/organisations", person);
organisations.openapi(create, async (c) => {
  const { id, user } = c.get("me");
  const founder = { userId: user.id, sessionId: id, requestId: c.get("requestId") };
  const key = c.req.valid("header")["idempotency-key"];
  const made = await c.env.auth((db) => foundOrganisation(db, founder, c.req.valid("json"), key));
  return c.json(organisationReply(made), 201, { ETag: versionTag(made) });
});

/** The organisation that somebody acts for, and who else does. */
export const organisation = newRouter<MemberApp>();
organisation.use("/v1/organisation", signedIn);
organisation.use("/v1/organisation/members/*", signedIn);
organisation.on("PATCH", ["/v1/organisation", "/v1/organisation/members/*"], ownerOnly);
organisation.on("GET", "/v1/organisation/members", ownerOnly);
organisation
  .openapi(read, async (c) => {
    const { id } = c.get("me").promoter;
    const own = await c.env.auth((db) => readOrganisation(db, id));
    if (own === null) throw new ProblemError("not-found");
    return c.json(organisationReply(own), 200, { ETag: versionTag(own) });
  })
  .openapi(change, async (c) => {
    const version = neededVersionIn(c.req.valid("header")["if-match"]);
    const changed = await c.env.auth((db) => changeOrganisation(db, personOf(c), version, c.req.valid("json")));
    if (changed === null) throw new ProblemError("precondition-failed");
    return c.json(organisationReply(changed), 200, { ETag: versionTag(changed) });
  })
  .openapi(members, async (c) => {
    const { id } = c.get("me").promoter;
    const items = await c.env.auth((db) => listMembers(db, id));
    return c.json({ items: items.map(memberReply) }, 200);
  })
  .openapi(changeMember, async (c) => {
    const { role } = c.req.valid("json");
    const changed = await c.env.auth((db) => changeRole(db, personOf(c), userId(c.req.valid("param")), role));
    if (typeof changed === "string") throw memberProblem(changed);
    return c.json(memberReply(changed), 200);
  })
  .openapi(endMembership, async (c) => {
    const who = userId(c.req.valid("param"));
    const refusal = await c.env.auth((db) => removeMember(db, personOf(c), who));
    if (refusal !== null) throw memberProblem(refusal);
    return c.body(null, 204);
  });

/** Who asks, as an organisation's changes name them. */
export function personOf(c: Context<MemberApp>): Person {
  const { promoter, user } = c.get("me");
  return { promoterId: promoter.id, userId: user.id, requestId: c.get("requestId") };
}

function userId({ userId: text }: { readonly userId: string }): UserId {
  const id = asId<UserId>(text);
  if (id === null) throw new ProblemError("not-found");
  return id;
}
