import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { MyOrders, OrderSearch, OrderSearchCode, OrderSearchSession } from "@liveotter/contracts/public/orders";
import { type Instant, toIso } from "@liveotter/core/instant";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import type { FanOrder, FanOrders as StoredOrders } from "@liveotter/core/person/fan-orders";
import type { OrderSearchRow } from "@liveotter/database/persons/begin-order-search";
import type { OrderCode } from "@liveotter/database/persons/begin-order-session";
import { newToken } from "@liveotter/database/sign-in/token";
import { orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { hashSearchCode, newSearchCode } from "@liveotter/integrations/order-key/search-code";
import type { z } from "zod";
import { NotConfiguredError } from "../catalogue/source.ts";

/** Where fans, their addresses and their codes are kept. */
export interface PersonStore {
  search(row: OrderSearchRow): Promise<void>;
  begin(
    code: OrderCode,
    session: { readonly key: string; readonly minutes: number },
  ): Promise<Instant | "wrong" | "signed-out">;
  end(key: string): Promise<void>;
  orders(key: string): Promise<StoredOrders | null>;
}

/** All of a fan's orders, for whoever reads their mail. Everything may throw a `ProblemError`. */
export interface FanOrders {
  /** Takes as long, and says as much, whether or not anything is there to be found. */
  search(search: z.output<typeof OrderSearch>): Promise<void>;
  /** With a session under way the address becomes one more of its person's. */
  open(code: z.output<typeof OrderSearchCode>, sessionKey: string | null): Promise<z.output<typeof OrderSearchSession>>;
  close(sessionKey: string): Promise<void>;
  read(sessionKey: string): Promise<z.output<typeof MyOrders>>;
}

const CODE_MINUTES = 10;
const SESSION_MINUTES = 60;

/** `secret` is what orders' keys are derived from; `null` where none is configured: then nothing can be found. */
export function fanOrders(store: PersonStore, secret: string | null): FanOrders {
  const known = (): string => {
    if (secret === null) throw new NotConfiguredError("ORDER_SECRET");
    return secret;
  };
  return {
    async search({ email, locale }) {
      const [emailKey, code] = [emailKeyOf(email), newSearchCode()];
      const codeHash = await hashSearchCode(known(), emailKey, code);
      const mail = { template: "order-search-code", locale, params: { code, minutes: CODE_MINUTES } } as const;
      await store.search({ emailKey, codeHash, minutes: CODE_MINUTES, mail });
    },
    async open({ email, code }, sessionKey) {
      const emailKey = emailKeyOf(email);
      const codeHash = await hashSearchCode(known(), emailKey, code);
      const key = newToken();
      const ends = await store.begin({ emailKey, codeHash, sessionKey }, { key, minutes: SESSION_MINUTES });
      if (ends === "signed-out") throw new ProblemError("unauthenticated", { detail: "The session has ended." });
      if (ends === "wrong") {
        const detail = "is not the code that was mailed, or is too old, or was tried too often";
        throw new ProblemError("invalid-request", { errors: [{ pointer: "/code", detail }] });
      }
      return { key, expiresAt: toIso(ends) };
    },
    close: (sessionKey) => store.end(sessionKey),
    async read(sessionKey) {
      const found = await store.orders(sessionKey);
      if (found === null) throw new ProblemError("unauthenticated", { detail: "The session has ended." });
      const items = found.orders.map(async (order) => present(order, await orderKeyOf(known(), order)));
      return { emails: [...found.emails], items: await Promise.all(items) };
    },
  };
}

const present = ({ state, placedAt, keyGeneration: _, ...order }: FanOrder, key: string) => ({
  ...order,
  key,
  state: state === "partly_refunded" ? ("partly-refunded" as const) : state,
  placedAt: toIso(placedAt),
});
