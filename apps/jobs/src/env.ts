import type { InventoryShards } from "@liveotter/core/inventory/shard-api";

/** Variables, secrets and bindings. Each may be missing: then that dependency is down, and the others go on. */
export interface Env {
  readonly DATABASE_URL_JOBS?: string;
  /** Imports are done as the promoters whose they are. */
  readonly DATABASE_URL_PROMOTER?: string;
  readonly DATABASE_HTTP_ENDPOINT?: string;
  readonly UPSTASH_REDIS_REST_URL?: string;
  readonly UPSTASH_REDIS_REST_TOKEN?: string;
  readonly MEILI_URL?: string;
  readonly MEILI_KEY?: string;
  readonly MAIL_FROM?: string;
  readonly MAIL_URL?: string;
  readonly MAIL_API_URL?: string;
  readonly MAIL_API_KEY?: string;
  /** Mails about orders link to fans' pages, by a key that is derived from this secret. */
  readonly PUBLIC_ORIGIN?: string;
  readonly ORDER_SECRET?: string;
  /** Which copy of LiveOtter this is; unset: production. */
  readonly ENVIRONMENT?: string;
  readonly PAYMENTS_URL?: string;
  readonly PAYMENTS_KEY?: string;
  readonly INVENTORY?: InventoryShards;
  readonly MEDIA?: R2Bucket;
  readonly CATALOGUE?: KVNamespace;
  readonly WAKE?: Queue<{ readonly requestId: string }>;
  readonly METRICS?: AnalyticsEngineDataset;
}
