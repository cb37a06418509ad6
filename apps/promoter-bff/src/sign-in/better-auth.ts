import { connectPool } from "@liveotter/database/connect-pool";
import { poolErrorFrom } from "@liveotter/database/database-error";
import { accounts, sessions, users, verifications } from "@liveotter/database/schema/auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { drizzle } from "drizzle-orm/neon-serverless";
import { uuidv7 } from "uuidv7";

/** Over HTTPS only (browsers count localhost in), unseen by scripts, not sent along by other sites' forms. */
export const SESSION_COOKIE = {
  name: "__Secure-liveotter.session_token",
  attributes: { httpOnly: true, secure: true, sameSite: "Lax", path: "/" },
} as const;

const SESSION_SECONDS = 7 * 24 * 60 * 60;

export interface SignInSettings {
  readonly databaseUrl: string;
  readonly wsProxy: string | undefined;
  readonly secret: string;
  readonly origin: string;
}

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
}

/**
 * Checks the password and opens a session: its token, and the cookie that carries it. `null`: no such user, or another
 * password; both take the same time. A pool of one connection lives for this call alone.
 * @throws DatabaseError
 */
export async function signInByPassword(
  { databaseUrl, wsProxy, secret, origin }: SignInSettings,
  { email, password }: SignInRequest,
): Promise<{ token: string; setCookie: string } | null> {
  const pool = connectPool({ url: databaseUrl, wsProxy });
  try {
    const schema = { user: users, session: sessions, account: accounts, verification: verifications };
    const auth = betterAuth({
      baseURL: origin,
      secret,
      database: drizzleAdapter(drizzle({ client: pool, schema }), { provider: "pg", schema, transaction: true }),
      emailAndPassword: { enabled: true, disableSignUp: true },
      session: { expiresIn: SESSION_SECONDS },
      telemetry: { enabled: false },
      logger: { disabled: true },
      advanced: {
        useSecureCookies: true,
        cookiePrefix: "liveotter",
        defaultCookieAttributes: { httpOnly: true, secure: true, sameSite: "lax", path: "/" },
        database: { generateId: () => uuidv7() },
      },
    });
    const { headers, response } = await auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
    const setCookie = headers.getSetCookie().find((cookie) => cookie.startsWith(`${SESSION_COOKIE.name}=`));
    if (setCookie === undefined) throw new APIError("INTERNAL_SERVER_ERROR", { message: "no session cookie was set" });
    return { token: response.token, setCookie };
  } catch (error) {
    if (!(error instanceof APIError)) throw poolErrorFrom(error);
    if (error.statusCode === 401) return null;
    throw error;
  } finally {
    await pool.end();
  }
}
