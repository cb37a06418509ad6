import { TRY_OUT_SLUG } from "@liveotter/devstack/seed/try-out";
import { Client } from "pg";

/** What a bench sells: tickets of one type for one evening of the demo. */
export interface Stock {
  readonly eventId: string;
  readonly performanceId: string;
  readonly ticketTypeId: string;
  readonly quotaId: string;
}

/** Makes so much room on one evening (0 or 1) of the demo's event to try, before anybody has looked at it. */
export async function stock(url: string, evening: number, capacity: number): Promise<Stock> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query<Stock>(
      `WITH evening AS (
         SELECT p.id, p.event_id FROM performances p JOIN events e ON e.id = p.event_id
         WHERE e.slug = $1 ORDER BY p.starts_at OFFSET $2 LIMIT 1)
       UPDATE quotas SET capacity = $3 FROM evening, ticket_types t
       WHERE quotas.performance_id = evening.id AND quotas.name = 'Evening'
         AND t.event_id = evening.event_id AND t.name = 'Swimmer'
       RETURNING evening.event_id AS "eventId", evening.id AS "performanceId", t.id AS "ticketTypeId", quotas.id AS "quotaId"`,
      [TRY_OUT_SLUG, evening, capacity],
    );
    const [found] = rows;
    if (found === undefined) throw new Error("the demo has nothing to sell");
    return found;
  });
}

export async function asOwner<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
