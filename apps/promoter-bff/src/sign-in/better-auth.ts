import { connectPool } from "@liveotter/database/connect-pool";
import { poolErrorFrom } from "@liveotter/database/database-error";
import { accounts, sessions, users, verifications } from "@liveotter/database/schema/auth";
import { SESSION_SECONDS } from "@liveotter/database/sign-in/session-life";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { verifyPassword } from "better-auth/crypto";
import { betterAuth } from "better-auth/minimal";
import { drizzle } from "drizzle-orm/neon-serverless";
import { uuidv7 } from "uuidv7";

export interface SignInSettings {
  readonly databaseUrl: string;
  readonly wsProxy: string | undefined;
  readonly secret: string;
  readonly origin: string;
}

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  readonly userAgent: string | null;
}

/** `wrong`: no such user, or another password; both take the same time. `unverified`: the password alone is right. */
export type SignedIn = OpenedSession | "wrong" | "unverified";

interface OpenedSession {
  readonly token: string;
  /** What was stored of the password that opened it. */
  readonly passwordHash: string;
}

/**
 * Checks the password and opens a session. A pool of one connection lives for this call alone.
 * @throws DatabaseError
 */
export async function signInByPassword(
  { databaseUrl, wsProxy, secret, origin }: SignInSettings,
  { email, password, userAgent }: SignInRequest,
): Promise<SignedIn> {
  const pool = connectPool({ url: databaseUrl, wsProxy });
  let passwordHash = "";
  try {
    const schema = { user: users, session: sessions, account: accounts, verification: verifications };
    const auth = betterAuth({
      baseURL: origin,
      secret,
      database: drizzleAdapter(drizzle({ client: pool, schema }), { provider: "pg", schema, transaction: true }),
      emailAndPassword: {
        enabled: true,
        disableSignUp: true,
        requireEmailVerification: true,
        password: {
          verify(checked) {
            passwordHash = checked.hash;
            return verifyPassword(checked);
          },
        },
      },
      session: { expiresIn: SESSION_SECONDS },
      telemetry: { enabled: false },
      logger: { disabled: true },
      advanced: {
        ipAddress: { disableIpTracking: true },
        database: { generateId: () => uuidv7() },
      },
    });
    const headers = new Headers(userAgent === null ? {} : { "User-Agent": userAgent });
    const { token } = await auth.api.signInEmail({ body: { email, password }, headers });
    return { token, passwordHash };
  } catch (error) {
    if (!(error instanceof APIError)) throw poolErrorFrom(error);
    if (error.statusCode === 401) return "wrong";
    if (error.statusCode === 403) return "unverified";
    throw error;
  } finally {
    await pool.end();
  }
}
