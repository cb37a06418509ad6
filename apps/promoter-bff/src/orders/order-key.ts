import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { asId, type Id, type OrderId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { z } from "zod";
import { keyId } from "../http/page-cursor.ts";

/** The last millisecond of the year 9999. */
const LATEST = 253_402_300_799_999;

/** Where an order stands in a list, newest first. */
export const ORDER_KEY = z.object({ at: z.int().min(0).max(LATEST).transform(instant), id: keyId<OrderId>() });

/** The order, or what else hangs from one, that a path names. @throws ProblemError: what is no id names nothing */
export function orderIdIn<T extends Id<string>>(text: string): T {
  const id = asId<T>(text.toLowerCase());
  if (id === null) throw new ProblemError("not-found");
  return id;
}
