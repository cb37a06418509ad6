import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EmailChangeInput, EmailChangeReply } from "@liveotter/contracts/public/orders";
import type { EmailChangeId, OrderId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { pagePath } from "@liveotter/core/page-path";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { newId } from "@liveotter/database/new-id";
import type { EmailChange, EmailChangeRequest } from "@liveotter/database/orders/email-change";
import { emailChangeTokenOf, openEmailChangeToken } from "@liveotter/integrations/order-key/email-change-token";
import { NotConfiguredError } from "../catalogue/source.ts";
import type { OpenedOrder } from "./with-order.ts";

/** Where corrections of orders' addresses are kept until they are confirmed. */
export interface EmailChangeStore {
  /** `false`: the order has ended, or its key was replaced. */
  request(request: EmailChangeRequest): Promise<boolean>;
  /** `null`: replaced, too old, or the order has ended. */
  read(id: EmailChangeId, now: Instant): Promise<EmailChange | null>;
  confirm(id: EmailChangeId, now: Instant): Promise<OrderId | null>;
}

/** A buyer's correction of their order's address. Everything may throw a `ProblemError`. */
export interface EmailChanges {
  /** Mails a link to the new address. Nothing changes until it is followed. */
  request(order: OpenedOrder, input: EmailChangeInput): Promise<void>;
  /** The change of a mailed token. Asks no store. */
  open(token: string): Promise<EmailChangeId>;
  read(id: EmailChangeId): Promise<EmailChangeReply>;
  /** The order that now has the new address. */
  confirm(id: EmailChangeId): Promise<OrderId>;
}

/** How long `read_order_email_change` and `confirm_order_email` accept a link. */
const LINK_HOURS = 24;

/** Without `secret` or `origin` (of fans' pages) no link can be mailed, and nothing can be changed. */
export function emailChanges(
  store: EmailChangeStore,
  { secret, origin }: { readonly secret: string | null; readonly origin: string | null },
  now: () => Instant,
): EmailChanges {
  const known = (): string => {
    if (secret === null) throw new NotConfiguredError("ORDER_SECRET");
    return secret;
  };
  return {
    async request(order, { email, locale }) {
      if (origin === null) throw new NotConfiguredError("PUBLIC_ORIGIN");
      const changeId = newId<EmailChangeId>();
      const link = origin + pagePath(locale, `/order-email/${await emailChangeTokenOf(known(), changeId)}`);
      const mail = { to: email, locale, params: { link, hours: LINK_HOURS } };
      const request = { ...order, changeId, email, emailKey: emailKeyOf(email), mail, now: now() };
      if (!(await store.request(request))) throw new ProblemError("invalid-state", { detail: ENDED });
    },
    async open(token) {
      const id = await openEmailChangeToken(known(), token);
      if (id === null) throw new ProblemError("not-found");
      return id;
    },
    async read(id) {
      const change = await store.read(id, now());
      if (change === null) throw new ProblemError("not-found");
      const { eventName, number, email, confirmed } = change;
      return { eventName, number, email, confirmed };
    },
    async confirm(id) {
      const orderId = await store.confirm(id, now());
      if (orderId === null) throw new ProblemError("not-found");
      return orderId;
    },
  };
}

const ENDED = "This order has ended, so its email address can't be changed.";
