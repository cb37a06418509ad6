import { CANCELLED_TEMPLATE } from "@liveotter/core/mail/cancelled-news";
import { CHANGE_TEMPLATE } from "@liveotter/core/mail/change-news";
import { isInterestTemplate } from "@liveotter/core/mail/interest-news";
import { isOrderTemplate } from "@liveotter/core/mail/order-news";
import { readMail } from "@liveotter/core/mail/read-mail";
import { renderMail } from "@liveotter/core/mail/render-mail";
import type { OutboxRow } from "@liveotter/database/outbox/outbox-row";
import { MailError, type MailSender } from "@liveotter/integrations/mail/mail-sender";
import type { ChangeMails } from "../change-mails.ts";
import { type Consumer, OutageError, PartlyToldError, RefusedError } from "../consumer.ts";
import type { InterestMails } from "../interest-mails.ts";
import type { OrderMails } from "../order-mails.ts";

/** Outgoing connections of one invocation, shared with the other consumers. */
const AT_ONCE = 2;

/** Mail to people: each row is one mail, whoever else's fails. `null`: nobody is configured to send it. */
export function mailConsumer(
  sender: MailSender | null,
  from: string | undefined,
  {
    orders,
    changes,
    interests,
  }: { readonly orders: OrderMails; readonly changes: ChangeMails; readonly interests: InterestMails },
): Consumer {
  /** `null`: nobody is to be told any more. */
  async function read(row: OutboxRow, signal: AbortSignal): Promise<Outgoing | null> {
    const { topic, payload } = row;
    if (topic === CHANGE_TEMPLATE) {
      const change = await changes.read(payload, signal);
      return change && { payload: change.payload, key: `${keyOf(row)}/${change.version}`, told: change.told };
    }
    const found = await payloadOf(row, signal);
    return found === null ? null : { payload: found, key: keyOf(row), told: async () => {} };
  }

  async function payloadOf({ topic, payload }: OutboxRow, signal: AbortSignal): Promise<unknown> {
    if (isOrderTemplate(topic)) return orders.read(payload, signal);
    if (topic === CANCELLED_TEMPLATE) return orders.readCancelled(payload, signal);
    return isInterestTemplate(topic) ? interests.read(topic, payload, signal) : payload;
  }

  async function send(row: OutboxRow, signal: AbortSignal): Promise<void> {
    if (sender === null || from === undefined) throw new OutageError("Mail is not configured");
    const outgoing = await read(row, signal);
    if (outgoing === null) return;
    const mail = readMail(row.topic, outgoing.payload);
    if ("wrong" in mail) throw new RefusedError(mail.wrong);
    try {
      await sender.send({ from, to: mail.to, ...renderMail(mail) }, outgoing.key, signal);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      throw error.code === "refused" ? new RefusedError(error.message) : new OutageError(error.message);
    }
    await outgoing.told();
  }

  return {
    name: "mail",
    // Two at once and 5 s each make a batch that is over before its deadline, even when nobody answers.
    limit: 6,
    deadlineMs: 20_000,
    together: false,
    restSeconds: 0,
    async tell(rows, _version, signal) {
      const failures = new Map<OutboxRow, unknown>();
      const left = [...rows];
      const sendNext = async (): Promise<void> => {
        for (let row = left.shift(); row !== undefined; row = left.shift()) {
          const sent = row;
          await send(sent, signal).catch((error: unknown) => failures.set(sent, error));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
      if (failures.size > 0) throw new PartlyToldError(failures);
    },
    tend: async () => {},
  };
}

/** What goes out for a row, under a key by which the service knows it again. */
interface Outgoing {
  readonly payload: unknown;
  readonly key: string;
  told(): Promise<void>;
}

/** The row's own id, made the only one of its kind beside other databases that send through the same service. */
const keyOf = ({ id, aggregateId }: OutboxRow): string => `${aggregateId}/${id}`;
