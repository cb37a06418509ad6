import type { Instant } from "@liveotter/core/instant";
import { instant } from "@liveotter/core/instant";
import { connect, type Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { endSession } from "@liveotter/database/sign-in/end-session";
import { type MemberSession, readSession } from "@liveotter/database/sign-in/read-session";
import { Bulkhead } from "./bulkhead.ts";
import type { Env } from "./env.ts";
import { type SignInRequest, signInByPassword } from "./sign-in/better-auth.ts";

/** Below the role's 20 connections, since other isolates share them. */
const DATABASE_ROOM = { limit: 8, queue: 16, waitMs: 400 };
/** A password costs 75 ms of CPU, one after the other. */
const SIGN_IN_ROOM = { limit: 2, queue: 6, waitMs: 1000 };
const DATABASE_MS = 4000;

/** Everything outside this worker that handlers may use, composed once for each isolate. */
export interface Deps {
  readonly now: () => Instant;
  /** The origin of promoters' pages, when it is known. */
  readonly origin: string | undefined;
  readonly signIn: SignInDeps;
  /** Runs work against Postgres as the promoter's role, when there is room. @throws DatabaseError, BulkheadFullError */
  database<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Tells `jobs` that there is something in the outbox. Never rejects: its cron comes by anyway. */
  wake(): Promise<void>;
}

export interface SignInDeps {
  readonly secret: string;
  /** `null`: no such user or another password. */
  byPassword(request: SignInRequest, origin: string): Promise<{ token: string; setCookie: string } | null>;
  read(token: string, now: Instant): Promise<MemberSession | null>;
  end(token: string): Promise<void>;
}

export function compose(env: Env): Deps {
  const promoters = new Bulkhead(DATABASE_ROOM);
  const members = new Bulkhead(DATABASE_ROOM);
  const passwords = new Bulkhead(SIGN_IN_ROOM);
  const database = connectAs(env.DATABASE_URL_PROMOTER, env);
  const accounts = connectAs(env.DATABASE_URL_AUTH, env);
  // Without a secret nothing can be signed: a random one refuses every cookie, as it must.
  const secret = env.AUTH_SECRET ?? crypto.randomUUID();

  return {
    now: () => instant(Date.now()),
    origin: env.PROMOTER_ORIGIN,
    signIn: {
      secret,
      byPassword: (request, origin) =>
        passwords.run(async () => {
          if (env.DATABASE_URL_AUTH === undefined || env.AUTH_SECRET === undefined) throw missing("sign-in");
          const settings = { databaseUrl: env.DATABASE_URL_AUTH, wsProxy: env.DATABASE_WS_PROXY, secret, origin };
          return signInByPassword(settings, request);
        }),
      read: (token, now) => members.run(() => readSession(accounts(), token, now)),
      end: (token) => members.run(() => endSession(accounts(), token)),
    },
    database: (work) => promoters.run(() => work(database())),
    wake: async () => {
      await env.WAKE?.send({}).catch((error: unknown) => {
        console.warn(
          JSON.stringify({ message: "wake-up not queued", error: error instanceof Error ? error.name : "" }),
        );
      });
    },
  };
}

function connectAs(url: string | undefined, env: Env): () => Database {
  const db =
    url === undefined ? null : connect({ url, httpEndpoint: env.DATABASE_HTTP_ENDPOINT, timeoutMs: DATABASE_MS });
  return () => {
    if (db === null) throw missing("Postgres");
    return db;
  };
}

/** What is not configured is down. */
const missing = (what: string) => new DatabaseError("unreachable", `${what} is not configured`, {});
