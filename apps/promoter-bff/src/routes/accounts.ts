import { createRoute } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Accepted,
  NewAccount,
  PasswordReset,
  PasswordResetRequest,
  Verification,
} from "@liveotter/contracts/promoter/accounts";
import { Session } from "@liveotter/contracts/promoter/session";
import { weaknessOf } from "@liveotter/core/account/weak-password";
import { requestReset } from "@liveotter/database/sign-in/request-reset";
import { readReset, resetPassword } from "@liveotter/database/sign-in/reset-password";
import { signUp } from "@liveotter/database/sign-in/sign-up";
import { newToken } from "@liveotter/database/sign-in/token";
import { verifySignUp } from "@liveotter/database/sign-in/verify-sign-up";
import type { App } from "../http/context.ts";
import { limit } from "../sign-in/limits.ts";
import { RESET_HOURS, studioLink, VERIFY_HOURS } from "../sign-in/mail-links.ts";
import { carrySession } from "../sign-in/session-cookie.ts";
import { sessionNow } from "../sign-in/session-reply.ts";
import { userAgentOf } from "../sign-in/user-agent.ts";

const tags = ["Accounts"];
const refusals = {
  400: problem("invalid-request"),
  403: problem("forbidden"),
  413: problem("too-large"),
  415: problem("unsupported-media-type"),
  429: problem("too-many-requests"),
  503: problem("busy"),
};

const createAccount = createRoute({
  method: "post",
  path: "/v1/accounts",
  operationId: "createAccount",
  summary: "Sign up",
  description:
    "A mail follows, with a link to finish or, where the address has an account already, saying so. The answer is the same either way.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: NewAccount } } } },
  responses: {
    202: { description: "Look into your mail", content: { "application/json": { schema: Accepted } } },
    ...refusals,
  },
});

const verifyAccount = createRoute({
  method: "post",
  path: "/v1/accounts/verification",
  operationId: "verifyAccount",
  summary: "Finish signing up",
  description: "With the token of the mail's link, which works once.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: Verification } } } },
  responses: {
    201: {
      description: "The account is there, and signed in",
      content: { "application/json": { schema: Session } },
    },
    ...refusals,
  },
});

const requestPasswordReset = createRoute({
  method: "post",
  path: "/v1/password-resets",
  operationId: "requestPasswordReset",
  summary: "Ask for a new password",
  description: "A mail with a link follows if there is such an account. The answer is the same either way.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: PasswordResetRequest } } } },
  responses: {
    202: { description: "Look into your mail", content: { "application/json": { schema: Accepted } } },
    ...refusals,
  },
});

const usePasswordReset = createRoute({
  method: "put",
  path: "/v1/password-resets",
  operationId: "resetPassword",
  summary: "Set a new password",
  description: "With the token of the mail's link, which works once. Every session of the account ends.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: PasswordReset } } } },
  responses: { 204: { description: "Sign in with it" }, ...refusals },
});

/** Accounts: becoming somebody, and getting back in. Nothing here tells whether an address is known. */
export const accounts = newRouter<App>()
  .openapi(createAccount, async (c) => {
    const { name, email, password, locale } = c.req.valid("json");
    await limit(c, "sign-up", email);
    const token = newToken();
    const person = { name, email, passwordHash: await c.env.signIn.hash(password) };
    const link = studioLink(c, "/verify", token);
    const known = { link: studioLink(c, "/sign-in"), resetLink: studioLink(c, "/reset") };
    await c.env.auth((db) =>
      signUp(db, person, {
        token,
        hours: VERIFY_HOURS,
        mails: {
          verify: { template: "verify-email", to: email, locale, params: { name, link, hours: VERIFY_HOURS } },
          known: (own) => ({ template: "already-registered", to: email, locale, params: { name: own, ...known } }),
        },
      }),
    );
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json({}, 202);
  })
  .openapi(verifyAccount, async (c) => {
    const { token } = c.req.valid("json");
    await limit(c, "link");
    const opened = { token: newToken(), userAgent: userAgentOf(c) };
    if (!(await c.env.auth((db) => verifySignUp(db, token, opened)))) throw deadLink();
    const reply = await sessionNow(c, opened.token);
    await carrySession(c, opened.token);
    return c.json(reply, 201);
  })
  .openapi(requestPasswordReset, async (c) => {
    const { email, locale } = c.req.valid("json");
    await limit(c, "reset", email);
    const token = newToken();
    const link = studioLink(c, "/reset", token);
    await c.env.auth((db) =>
      requestReset(db, email, {
        token,
        hours: RESET_HOURS,
        mail: (name) => ({ template: "reset-password", to: email, locale, params: { name, link, hours: RESET_HOURS } }),
      }),
    );
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json({}, 202);
  })
  .openapi(usePasswordReset, async (c) => {
    const { token, password } = c.req.valid("json");
    await limit(c, "link");
    // Looked up before the password is hashed, so that made-up tokens cost little.
    const email = await c.env.auth((db) => readReset(db, token));
    if (email === null) throw deadLink();
    const weakness = weaknessOf(password, email);
    if (weakness !== null)
      throw new ProblemError("invalid-request", { errors: [{ pointer: "/password", detail: weakness }] });
    const hash = await c.env.signIn.hash(password);
    if (!(await c.env.auth((db) => resetPassword(db, token, hash)))) throw deadLink();
    return c.body(null, 204);
  });

function deadLink(): ProblemError {
  const errors = [{ pointer: "/token", detail: "has been used, is too old, or was never given out" }];
  return new ProblemError("invalid-request", { errors });
}
