import type { AppContext } from "./context.ts";

/** The key that a request shows as `Authorization: Bearer …`; `null` for none, or what cannot be one. */
export const bearerOf = (c: AppContext): string | null =>
  /^Bearer ([\w-]{1,100})$/i.exec(c.req.header("Authorization") ?? "")?.[1] ?? null;
