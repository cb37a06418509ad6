import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StartError } from "./ports.ts";

const NAMES = [
  "superuser",
  "owner",
  "public",
  "promoter",
  "jobs",
  "reporting",
  "auth",
  "redis",
  "upstashToken",
  "meiliKey",
  "authSecret",
  "previewSecret",
  "orderSecret",
  "ticketKeys",
  "paymentsKey",
  "paymentsWebhookSecret",
] as const;

/** What the local services ask for: random, made once per data folder. */
export type Secrets = Record<(typeof NAMES)[number], string>;

/** The data folder's secrets, made when it has none, in a file only its owner may read. */
export async function secretsOf(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, "secrets.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  let stored: unknown = {};
  try {
    stored = JSON.parse(text ?? "{}");
  } catch {
    throw new StartError(`${file} is damaged: delete ${dataDir} to begin with an empty database.`);
  }
  const known = new Map<string, unknown>(Object.entries(stored ?? {}));
  const secret = (name: string, make = () => randomBytes(24).toString("hex")): string => {
    const found = known.get(name);
    return typeof found === "string" && found !== "" ? found : make();
  };
  const secrets: Secrets = {
    superuser: secret("superuser"),
    owner: secret("owner"),
    public: secret("public"),
    promoter: secret("promoter"),
    jobs: secret("jobs"),
    reporting: secret("reporting"),
    auth: secret("auth"),
    redis: secret("redis"),
    upstashToken: secret("upstashToken"),
    meiliKey: secret("meiliKey"),
    authSecret: secret("authSecret"),
    previewSecret: secret("previewSecret"),
    orderSecret: secret("orderSecret"),
    ticketKeys: secret("ticketKeys", newTicketKeys),
    paymentsKey: secret("paymentsKey"),
    paymentsWebhookSecret: secret("paymentsWebhookSecret"),
  };
  if (NAMES.some((name) => known.get(name) !== secrets[name])) {
    // Beside it first: a full disk must not leave half a file.
    await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return secrets;
}

/** A list of one private key, as a JSON Web Key (RFC 8037). */
function newTicketKeys(): string {
  const { kty, crv, x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return JSON.stringify([{ kty, crv, x, d }]);
}
