import type { BoxOffice, DueWork } from "@liveotter/core/box-office/ports";
import { type Instant, instant } from "@liveotter/core/instant";
import type { InventoryShards } from "@liveotter/core/inventory/shard-api";
import { connect, type Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { dueWork, orderBook } from "@liveotter/database/orders/order-book";
import { Breaker } from "@liveotter/integrations/breaker";
import { operationIdOf, reservingShards } from "@liveotter/integrations/inventory/reserving-shards";
import { tellShards } from "@liveotter/integrations/inventory/tell-shards";
import { httpMail, mailboxMail } from "@liveotter/integrations/mail/http-mail";
import type { MailSender } from "@liveotter/integrations/mail/mail-sender";
import type { PictureBucket } from "@liveotter/integrations/media/picture-store";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { connectRedis } from "@liveotter/integrations/redis";
import { type Logger, makeLogger } from "@liveotter/integrations/telemetry/logger";
import { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { changeMails } from "./change-mails.ts";
import type { Consumer } from "./consumer.ts";
import { cacheConsumer } from "./consumers/cache.ts";
import { mailConsumer } from "./consumers/mail.ts";
import { searchConsumer } from "./consumers/search.ts";
import { snapshotConsumer } from "./consumers/snapshot.ts";
import type { Env } from "./env.ts";
import { filesIn } from "./imports/import-files.ts";
import type { ImportDeps } from "./imports/run-import.ts";
import { interestMails } from "./interest-mails.ts";
import { orderMails } from "./order-mails.ts";

const WORKER = "jobs";
/** A page of the whole catalogue may take a while. */
const DATABASE_MS = 10_000;

export interface Deps {
  readonly now: () => Instant;
  readonly db: Database;
  readonly consumers: readonly Consumer[];
  /** Uploaded pictures. */
  readonly media: PictureBucket | undefined;
  readonly search: { readonly url: string; readonly key: string } | null;
  readonly imports: ImportDeps;
  /** What of each performance is held and free. */
  readonly shards: InventoryShards | undefined;
  readonly boxOffice: { readonly office: BoxOffice; readonly work: DueWork };
  /** Has jobs called once more, soon. Never rejects: the cron comes by anyway. */
  wake(): Promise<void>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Everything this isolate works with, from its bindings. Opens nothing. */
export function compose(env: Env): Deps {
  const now = () => instant(Date.now());
  const open = (url: string | undefined) =>
    url === undefined
      ? NO_DATABASE
      : connect({ url, httpEndpoint: env.DATABASE_HTTP_ENDPOINT, timeoutMs: DATABASE_MS });
  const db = open(env.DATABASE_URL_JOBS);
  const log = makeLogger(WORKER);
  const metrics = new Metrics(WORKER, env.METRICS);
  const search = env.MEILI_URL ? { url: env.MEILI_URL, key: env.MEILI_KEY ?? "" } : null;
  return {
    now,
    db,
    search,
    media: env.MEDIA,
    shards: env.INVENTORY,
    consumers: [
      cacheConsumer(connectRedis(env), db, now),
      searchConsumer(search, db, now),
      snapshotConsumer(env.CATALOGUE, db, now),
      mailConsumer(senderOf(env), env.MAIL_FROM, {
        orders: orderMails(db, env.PUBLIC_ORIGIN, env.ORDER_SECRET),
        changes: changeMails(db, env.PUBLIC_ORIGIN, env.ORDER_SECRET, now),
        interests: interestMails(db, env.PUBLIC_ORIGIN, env.ORDER_SECRET, now),
      }),
    ],
    metrics,
    log,
    boxOffice: {
      office: {
        book: orderBook(db),
        providers: paymentProviders(
          env.PAYMENTS_URL,
          env.PAYMENTS_KEY,
          new Breaker("payments"),
          undefined,
          env.ENVIRONMENT,
        ),
        now,
        shards: reservingShards(env.INVENTORY),
        operationId: operationIdOf,
        newAttempt: () => crypto.randomUUID(),
        tellShards: (eventId, scopes) => tellShards(env.INVENTORY, eventId, scopes),
        alert(what) {
          metrics.count("box_office_alerts_total", { what });
          log.error("a person should look at this", { code: what });
        },
      },
      work: dueWork(db),
    },
    imports: { jobs: db, promoter: open(env.DATABASE_URL_PROMOTER), files: filesIn(env.MEDIA), now },
    async wake() {
      try {
        await env.WAKE?.send({ requestId: "jobs" });
      } catch (error) {
        log.warn("wake-up not queued", { error: error instanceof Error ? error.name : typeof error });
      }
    },
  };
}

function senderOf({ MAIL_URL, MAIL_API_URL, MAIL_API_KEY }: Env): MailSender | null {
  if (MAIL_URL) return mailboxMail({ url: MAIL_URL });
  return MAIL_API_URL && MAIL_API_KEY ? httpMail({ url: MAIL_API_URL, key: MAIL_API_KEY }) : null;
}

const unconfigured = () => Promise.reject(new DatabaseError("unreachable", "Postgres is not configured", {}));
const NO_DATABASE: Database = { query: unconfigured, transaction: unconfigured };
