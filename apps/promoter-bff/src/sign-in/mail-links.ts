import type { Context } from "hono";
import type { App } from "../http/context.ts";

/** Hours that the links of mails work. */
export const VERIFY_HOURS = 24;
export const RESET_HOURS = 1;
export const INVITATION_HOURS = 7 * 24;

/** The address of a page of the studio, such as `/verify`: on our own origin, else on the one the request came to. */
export function studioLink<E extends App>(c: Context<E>, page: string, token?: string): string {
  const link = new URL(page, c.env.origin ?? c.req.url);
  if (token !== undefined) link.searchParams.set("token", token);
  return link.href;
}
