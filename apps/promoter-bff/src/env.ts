import type { InventoryShards } from "@liveotter/core/inventory/shard-api";

/** What a wake-up carries: whose change it was, for the log. The outbox itself says what there is to do. */
interface Wake {
  readonly requestId: string;
}

/** Variables, secrets and bindings. Each may be missing: then what needs it is down, and nothing else. */
export interface Env {
  readonly DATABASE_URL_PROMOTER?: string;
  readonly DATABASE_URL_REPORTING?: string;
  readonly DATABASE_URL_AUTH?: string;
  readonly DATABASE_HTTP_ENDPOINT?: string;
  readonly DATABASE_WS_PROXY?: string;
  readonly AUTH_SECRET?: string;
  readonly UPSTASH_REDIS_REST_URL?: string;
  readonly UPSTASH_REDIS_REST_TOKEN?: string;
  readonly PROMOTER_ORIGIN?: string;
  readonly PUBLIC_ORIGIN?: string;
  readonly PREVIEW_SECRET?: string;
  readonly ORDER_SECRET?: string;
  readonly MEDIA?: R2Bucket;
  /** The studio's files. */
  readonly STUDIO?: Fetcher;
  readonly WAKE?: Queue<Wake>;
  readonly INVENTORY?: InventoryShards;
  readonly METRICS?: AnalyticsEngineDataset;
}
