import { z } from "zod";

const address = z.url({ protocol: /^https?$/ });

/** Everything this worker reads from its variables and secrets, each on its own: a wrong one leaves the others. */
const Settings = {
  databaseUrl: ["DATABASE_URL_PUBLIC", z.url({ protocol: /^postgres(?:ql)?$/ })],
  databaseEndpoint: ["DATABASE_HTTP_ENDPOINT", address],
  redisUrl: ["UPSTASH_REDIS_REST_URL", address],
  redisToken: ["UPSTASH_REDIS_REST_TOKEN", z.string().min(1)],
  meiliUrl: ["MEILI_URL", address],
  meiliKey: ["MEILI_KEY", z.string()],
  previewSecret: ["PREVIEW_SECRET", z.string().min(32)],
  orderSecret: ["ORDER_SECRET", z.string().min(32)],
  admissionSecret: ["ADMISSION_SECRET", z.string().min(32)],
  ticketKeys: ["TICKET_KEYS", z.string().startsWith("[")],
  environment: ["ENVIRONMENT", z.string().regex(/^[a-z0-9-]{1,40}$/)],
  paymentsUrl: ["PAYMENTS_URL", address],
  paymentsKey: ["PAYMENTS_KEY", z.string().min(1)],
  paymentsWebhookSecret: ["PAYMENTS_WEBHOOK_SECRET", z.string().min(32)],
  publicOrigin: ["PUBLIC_ORIGIN", address.transform((url) => new URL(url).origin)],
} as const satisfies Readonly<Record<string, readonly [name: string, schema: z.ZodType<string>]>>;

export type Settings = { readonly [K in keyof typeof Settings]: string | null };

/** `wrong` names the variables that are set to what they cannot be; their values count as missing. */
export function readSettings(env: unknown): { readonly settings: Settings; readonly wrong: readonly string[] } {
  const given: Readonly<Record<string, unknown>> = typeof env === "object" && env !== null ? { ...env } : {};
  const wrong: string[] = [];
  const read = (key: keyof typeof Settings): string | null => {
    const [name, schema] = Settings[key];
    const value = given[name];
    if (value === undefined || value === "") return null;
    const parsed = schema.safeParse(value);
    if (!parsed.success) wrong.push(name);
    return parsed.success ? parsed.data : null;
  };
  const settings: Settings = {
    databaseUrl: read("databaseUrl"),
    databaseEndpoint: read("databaseEndpoint"),
    redisUrl: read("redisUrl"),
    redisToken: read("redisToken"),
    meiliUrl: read("meiliUrl"),
    meiliKey: read("meiliKey"),
    previewSecret: read("previewSecret"),
    orderSecret: read("orderSecret"),
    admissionSecret: read("admissionSecret"),
    ticketKeys: read("ticketKeys"),
    environment: read("environment"),
    paymentsUrl: read("paymentsUrl"),
    paymentsKey: read("paymentsKey"),
    paymentsWebhookSecret: read("paymentsWebhookSecret"),
    publicOrigin: read("publicOrigin"),
  };
  return { settings, wrong };
}
