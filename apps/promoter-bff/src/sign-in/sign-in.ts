import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { extendSession } from "@liveotter/database/sign-in/extend-session";
import { type PersonSession, readSession } from "@liveotter/database/sign-in/read-session";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { Deps } from "../deps.ts";
import type { App, MemberApp, PersonApp } from "../http/context.ts";
import { limitWrites } from "./limits.ts";
import { carrySession, sessionToken } from "./session-cookie.ts";

/** Uses within this long of the last one noted cost no write. */
const NOTE_EVERY_MS = 60 * 60_000;

/** Who sent the request, or `null` for somebody who is not signed in. */
async function whoAsks(request: Request, deps: Deps): Promise<PersonSession | null> {
  const token = await sessionToken(request, deps);
  return token === null ? null : deps.auth((db) => readSession(db, token, deps.now()));
}

/** Lets signed-in people through, whether or not they act for an organisation, and says who they are. */
export const person = createMiddleware<PersonApp>(async (c, next) => {
  const me = await recognise(c);
  c.set("me", me);
  await next();
  await keepAlive(c, me);
});

/** Lets only those through who act for an organisation, and says who they are. */
export const signedIn = createMiddleware<MemberApp>(async (c, next) => {
  // Several routers under one path each ask for it: whoever is known is neither read nor counted again.
  if (c.get("me")?.promoter) return next();
  const me = await recognise(c);
  const { promoter } = me;
  if (promoter === null) throw new ProblemError("forbidden", { detail: "Choose or create an organisation." });
  c.set("me", { ...me, promoter });
  await next();
  await keepAlive(c, me);
});

/** Behind `signedIn`: lets only owners through. */
export const ownerOnly = createMiddleware<MemberApp>(async (c, next) => {
  if (c.get("me").promoter.role !== "owner")
    throw new ProblemError("forbidden", { detail: "Only owners may do this." });
  return next();
});

async function recognise<E extends App>(c: Context<E>): Promise<PersonSession> {
  const me = await whoAsks(c.req.raw, c.env);
  if (me === null) throw new ProblemError("unauthenticated", { detail: "Sign in at POST /v1/session." });
  limitWrites(c, me.id);
  return me;
}

/** A session that is used goes on: noted behind the answer, and the cookie with it. */
async function keepAlive<E extends App>(c: Context<E>, { seenAt }: PersonSession): Promise<void> {
  const { now, auth, log } = c.env;
  if (now() - seenAt < NOTE_EVERY_MS) return;
  const token = await sessionToken(c.req.raw, c.env);
  if (token === null) return;
  await carrySession(c, token);
  const extended = auth((db) => extendSession(db, token)).catch((error: unknown) => {
    log.warn("session not extended", { error: error instanceof Error ? error.name : typeof error });
  });
  c.executionCtx.waitUntil(extended);
}
