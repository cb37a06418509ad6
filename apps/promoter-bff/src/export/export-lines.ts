import type { ExportLine } from "@liveotter/contracts/promoter/export";
import type { PromoterId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { listInvitations } from "@liveotter/database/organisation/list-invitations";
import { listMembers } from "@liveotter/database/organisation/list-members";
import { readOrganisation } from "@liveotter/database/organisation/read-organisation";
import { type Exported, type ExportKind, exportPage } from "@liveotter/database/promoter/export-page";
import type { Deps } from "../deps.ts";
import { eventReply } from "../events/my-event-reply.ts";
import { importReply } from "../imports/import-reply.ts";
import { orderReply } from "../orders/my-order-reply.ts";
import { invitationReply, memberReply, organisationReply } from "../organisation/replies.ts";

/** An event with 200 performances and a long text is some 150 kB. */
const PAGE = 50;

const KINDS = ["series", "event", "import", "code", "order", "audit"] as const satisfies ExportKind[];

/** How each kind is told, in the words of its own route. */
const TOLD: { readonly [Kind in ExportKind]: (thing: Exported[Kind]) => object } = {
  series: (series) => ({ ...series, createdAt: toIso(series.createdAt) }),
  event: eventReply,
  import: importReply,
  code: ({ validFrom, validUntil, createdAt, ...code }) => ({
    ...code,
    validFrom: validFrom === null ? null : toIso(validFrom),
    validUntil: validUntil === null ? null : toIso(validUntil),
    createdAt: toIso(createdAt),
  }),
  order: (order) => orderReply(order, null),
  audit: (entry) => ({ ...entry, at: toIso(entry.at) }),
};

/**
 * All that a promoter has, page by page: the lines of each. What is changed meanwhile is told as it was or as it is.
 * @throws DatabaseError, BulkheadFullError from each step
 */
export async function* exportLines(
  deps: Pick<Deps, "auth" | "database">,
  id: PromoterId,
): AsyncGenerator<ExportLine[]> {
  yield await linesOfPeople(deps.auth, id);
  for (const kind of KINDS) yield* pagesOf(deps.database, id, kind);
  yield [{ kind: "end" }];
}

/** The organisation and who works for it: few enough for one page. */
async function linesOfPeople(auth: Deps["auth"], id: PromoterId): Promise<ExportLine[]> {
  const own = await auth((db) => readOrganisation(db, id));
  const members = await auth((db) => listMembers(db, id));
  const invitations = await auth((db) => listInvitations(db, id));
  return [
    ...(own === null ? [] : [{ kind: "organisation" as const, ...organisationReply(own) }]),
    ...members.map((member) => ({ kind: "member" as const, ...memberReply(member) })),
    ...invitations.map((invitation) => ({ kind: "invitation" as const, ...invitationReply(invitation) })),
  ];
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
