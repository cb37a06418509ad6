import type { ExportLine } from "@liveotter/contracts/promoter/export";
import type { PromoterId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { type Exported, type ExportKind, exportPage } from "@liveotter/database/promoter/export-page";
import type { Deps } from "../deps.ts";
import { eventReply } from "../events/my-event-reply.ts";

/** An event with 200 performances and a long text is some 150 kB. */
const PAGE = 50;

const KINDS = ["organisation", "member", "series", "event", "import", "audit"] as const satisfies ExportKind[];

/** How each kind is told, in the words of its own route. */
const TOLD: { readonly [Kind in ExportKind]: (thing: Exported[Kind]) => object } = {
  organisation: (organisation) => organisation,
  member: (member) => ({ ...member, since: toIso(member.since) }),
  series: (series) => ({ ...series, createdAt: toIso(series.createdAt) }),
  event: eventReply,
  import: (one) => ({
    ...one,
    createdAt: toIso(one.createdAt),
    finishedAt: one.finishedAt === null ? null : toIso(one.finishedAt),
  }),
  audit: (entry) => ({ ...entry, at: toIso(entry.at) }),
};

/**
 * All that a promoter has, page by page: the lines of each. What is changed meanwhile is told as it was or as it is.
 * @throws DatabaseError, BulkheadFullError from each step
 */
export async function* exportLines({ database }: Deps, promoterId: PromoterId): AsyncGenerator<ExportLine[]> {
  for (const kind of KINDS) yield* pagesOf(database, promoterId, kind);
  yield [{ kind: "end" }];
}

async function* pagesOf<Kind extends (typeof KINDS)[number]>(
  database: Deps["database"],
  promoterId: PromoterId,
  kind: Kind,
): AsyncGenerator<ExportLine[]> {
  let after: string | null = null;
  do {
    const where = { limit: PAGE, after };
    const page: { items: Exported[Kind][]; after: string | null } = await database((db) =>
      exportPage(db, promoterId, kind, where),
    );
    yield page.items.map((thing) => ({ kind, ...TOLD[kind](thing) }));
    after = page.after;
  } while (after !== null);
}
