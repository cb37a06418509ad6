import type { Stack } from "@liveotter/devstack/stack";
import pg from "pg";
import { PromoterClient } from "../../e2e/promoter.ts";
import { interleave, median, undisturbed } from "../compare.ts";
import { load, type Slice } from "../load.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";

const ROUNDS = sized(20, 2);
const SECONDS = 1;

/** Each slice asks for addresses of its own, so that the isolate's memory answers none of them. */
let slices = 0;
const uncachedLists = async (stack: Stack): Promise<Slice> => {
  slices += 1;
  const from = new Date(Date.now() + (slices % 300) * 86_400_000).toISOString().slice(0, 10);
  return load(stack.urls.api, {
    inFlight: 4,
    seconds: SECONDS,
    path: (n) => `/v1/events?from=${from}&limit=${1 + (n % 100)}&lat=${((n / 100) % 80).toFixed(2)}&lon=1&radius=500`,
  });
};

/** Reports whether Y's trouble disturbs X, by the bench rule. */
export async function rule(name: string, ways: { calm(): Promise<Slice>; disturbed(): Promise<Slice> }): Promise<void> {
  const [a = [], b = [], again = []] = await interleave(ROUNDS, [ways.calm, ways.disturbed, ways.calm]);
  const { ratio, width, allowed, errors, holds } = undisturbed([...a, ...again], b);
  report({
    name,
    figure: inWords(ratio),
    aim: "interval below 1.2",
    holds,
    detail: { ratio, width, allowed, errors, slices: ROUNDS, calmMs: middle([...a, ...again]), disturbedMs: middle(b) },
  });
}

/** The median slice's median latency. */
const middle = (slices: readonly Slice[]): number =>
  median(slices.map(({ latencies }) => latencies[latencies.length >> 1] ?? Number.NaN));

/** The bench rule: what happens to X while Y is in trouble. */
export async function benchUndisturbed(stack: Stack): Promise<void> {
  const { faults } = stack.backing;
  const lists = () => load(stack.urls.api, { inFlight: 8, seconds: SECONDS, path: () => "/v1/events?limit=24" });

  await rule("list, search hanging / alive (median latency)", {
    calm: lists,
    async disturbed() {
      faults.set("meilisearch", { mode: "hang" });
      // Fans search on all the while: that is what search's trouble could do harm by.
      let going = true;
      const searches = (async () => {
        for (let n = 0; going; n++) {
          await fetch(new URL(`/v1/search?q=night&limit=${1 + (n % 90)}`, stack.urls.api)).then((r) => r.arrayBuffer());
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })();
      try {
        return await lists();
      } finally {
        going = false;
        await searches;
        faults.clear();
      }
    },
  });

  await rule("uncached list, promoters' role exhausted / free (median latency)", {
    calm: () => uncachedLists(stack),
    disturbed: () => exhausting(stack.backing.env.DATABASE_URL_PROMOTER, () => uncachedLists(stack)),
  });

  const [login] = stack.logins;
  const promoter = new PromoterClient(stack.urls.promoters);
  if (login) await promoter.signIn(login);
  const saves = async (): Promise<Slice> => {
    const latencies: number[] = [];
    const began = performance.now();
    for (let n = 0; n < 10; n++) {
      const sent = performance.now();
      await promoter.draft("Measured", "Gdynia", 40);
      latencies.push(performance.now() - sent);
    }
    const seconds = (performance.now() - began) / 1000;
    return { requests: latencies.length, seconds, latencies: latencies.sort((x, y) => x - y), errors: 0 };
  };
  await rule("promoters' saves, public role exhausted / free (median latency)", {
    calm: saves,
    disturbed: () => exhausting(stack.backing.env.DATABASE_URL_PUBLIC, saves),
  });

  await benchStorms(stack, promoter, saves);
}

/**
 * Lists asked for by the second: those that fans share, and those that no cache has seen. More than this and the local
 * database's stand-in, one thread for both sides, is what is measured.
 */
const STORMS = { cached: { inFlight: 8, everyMs: 40 }, uncached: { inFlight: 2, everyMs: 80 } };
const IMPORT_ROWS = 300;

/**
 * A storm on one side while the other is measured. Both share this machine's processors, and here one workerd, so each
 * storm comes at a rate that leaves them room: what is measured is what the sides share beyond that.
 */
async function benchStorms(stack: Stack, promoter: PromoterClient, saves: () => Promise<Slice>): Promise<void> {
  let storms = 0;
  const paths = {
    cached: () => () => "/v1/events?limit=24",
    uncached() {
      storms += 1;
      const from = dayAhead(storms % 300);
      return (n: number) => `/v1/events?from=${from}&limit=${1 + (n % 100)}&lat=1&lon=${n % 90}&radius=500`;
    },
  };
  for (const kind of ["cached", "uncached"] as const) {
    await rule(`promoters' saves, ${kind} lists stormed / calm (median latency)`, {
      calm: saves,
      async disturbed() {
        const storm = load(stack.urls.api, { ...STORMS[kind], seconds: SECONDS, path: paths[kind]() });
        const slice = await saves();
        const { errors } = await storm;
        return { ...slice, errors: slice.errors + errors };
      },
    });
  }

  const lists = { inFlight: 4, everyMs: 20, seconds: 2 * SECONDS };
  for (const kind of ["cached", "uncached"] as const) {
    const measured = () => load(stack.urls.api, { ...lists, path: paths[kind]() });
    await rule(`${kind} list, promoters importing and saving / calm (median latency)`, {
      calm: measured,
      async disturbed() {
        await upload(promoter);
        let going = true;
        const saving = (async () => {
          while (going) {
            await promoter.draft("Stormy", "Gdynia", 40);
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        })();
        try {
          return await measured();
        } finally {
          going = false;
          await saving;
        }
      },
    });
  }
}

/** Starts an import of new drafts, which goes on in the background. */
async function upload(promoter: PromoterClient): Promise<void> {
  const run = crypto.randomUUID();
  const rows = Array.from(
    { length: IMPORT_ROWS },
    (_, n) => `${run} ${n},${dayAhead(30 + (n % 300))},20:00,Sopot,PL,concert,PLN`,
  );
  const file = ["name,date,time,city,country,genre,currency", ...rows].join("\n");
  const response = await promoter.upload("/v1/imports?format=csv&name=storm.csv", new TextEncoder().encode(file));
  if (response.status !== 202) throw new Error(`Importing failed: ${response.status} ${await response.text()}`);
}

const dayAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Runs `work` while every connection that this role may have is taken. */
async function exhausting<T>(url: string | undefined, work: () => Promise<T>): Promise<T> {
  const held: pg.Client[] = [];
  try {
    for (;;) {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      const connected = await client.connect().then(
        () => true,
        () => false,
      );
      if (!connected) break;
      held.push(client);
    }
    if (held.length === 0) throw new Error("no connection could be taken: nothing would be measured");
    return await work();
  } finally {
    await Promise.all(held.map((client) => client.end()));
  }
}
