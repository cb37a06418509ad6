import pg from "pg";
import type { Sample } from "./metrics.ts";

/** Reads what the metrics say about the database. */
export interface DatabaseSampler {
  /** Never rejects: a database that does not answer within a second is down, which is a sample too. */
  sample(): Promise<Sample[]>;
  end(): Promise<void>;
}

const DEADLINE_MS = 1_000;

/** Samples through one connection of its own; `undefined` as URL means that nobody may look. */
export function databaseSampler(url: string | undefined): DatabaseSampler {
  const pool =
    url === undefined
      ? undefined
      : new pg.Pool({
          connectionString: url,
          max: 1,
          connectionTimeoutMillis: DEADLINE_MS,
          query_timeout: DEADLINE_MS,
          application_name: "liveotter-metrics",
        });
  pool?.on("error", () => undefined); // the next sample says that it is down
  return {
    async sample() {
      if (pool === undefined) return [];
      try {
        const connections = await pool.query<{ role: string; state: string; count: string }>(
          "select usename as role, coalesce(state, 'unknown') as state, count(*) from pg_stat_activity where datname = current_database() group by 1, 2",
        );
        const deadlocks = await pool.query<{ deadlocks: string }>(
          "select deadlocks from pg_stat_database where datname = current_database()",
        );
        return [
          { metric: "liveotter_postgres_up", value: 1 },
          ...connections.rows.map(({ role, state, count }) => ({
            metric: "liveotter_postgres_connections",
            labels: { role, state },
            value: Number(count),
          })),
          { metric: "liveotter_postgres_deadlocks_total", value: Number(deadlocks.rows[0]?.deadlocks ?? 0) },
          ...(await outbox(pool)),
        ];
      } catch {
        return [{ metric: "liveotter_postgres_up", value: 0 }];
      }
    },
    end: () => pool?.end() ?? Promise.resolve(),
  };
}

async function outbox(pool: pg.Pool): Promise<Sample[]> {
  const { rows } = await pool.query<{ consumer: string; depth: string; parked: string; age: string }>(
    `select consumer,
            count(*) filter (where parked_at is null) as depth,
            count(*) filter (where parked_at is not null) as parked,
            coalesce(extract(epoch from now() - min(created_at) filter (where parked_at is null)), 0) as age
       from outbox where done_at is null group by consumer`,
  );
  return ["search", "snapshot", "cache"].flatMap((consumer) => {
    const found = rows.find((row) => row.consumer === consumer);
    const labels = { consumer };
    return [
      { metric: "liveotter_outbox_depth", labels, value: Number(found?.depth ?? 0) },
      { metric: "liveotter_outbox_parked", labels, value: Number(found?.parked ?? 0) },
      { metric: "liveotter_outbox_oldest_seconds", labels, value: Number(found?.age ?? 0) },
    ];
  });
}
