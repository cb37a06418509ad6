import type { OrderReply } from "@liveotter/contracts/public/orders";
import { at, type Locale } from "../../words/locale.ts";

/** The order's page in a language, for whoever has the link. */
export const orderPath = (locale: Locale, { id, key }: Pick<OrderReply, "id" | "key">): string =>
  at(locale, `/orders/${id}/${key}`);
