import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { CodeChange as CodeChangeInput } from "@liveotter/contracts/promoter/codes";
import type { CodeId, EventId } from "@liveotter/core/ids";
import { needsOfCodeChange } from "@liveotter/core/inventory/needs-of";
import { type CodeChange, changeCode as writeCode } from "@liveotter/database/promoter/change-code";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { listCodes } from "@liveotter/database/promoter/list-codes";
import type { MyCode } from "@liveotter/database/promoter/my-code";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import type { Deps } from "../deps.ts";
import { changedSince } from "../events/change-event.ts";
import { codeChangeFrom } from "./code-from.ts";
import { reserving } from "./reserving.ts";

/**
 * Changes a code if it still has this version. Additional blocked capacity and removed uses are reserved first.
 * @throws ProblemError, DatabaseError
 */
export async function changeCode(
  deps: Pick<Deps, "database" | "reserving" | "now">,
  actor: Actor,
  { eventId, codeId, version }: { readonly eventId: EventId; readonly codeId: CodeId; readonly version: number },
  { alsoFromCarts = false, ...input }: CodeChangeInput,
): Promise<{ code: MyCode; event: MyEvent }> {
  const { promoterId } = actor;
  const where = { promoterId, eventId };
  const [page, event] = await deps.database((db) =>
    Promise.all([listCodes(db, where, { limit: 1, id: codeId }), readMyEvent(db, where)]),
  );
  const [before] = page?.items ?? [];
  if (before === undefined || event === null) throw new ProblemError("not-found");
  if (before.version !== version) throw changedSince();
  const change = codeChangeFrom(input, before, event);
  const taking = {
    ...{ promoterId, event, alsoFromCarts, bounded: false, pointer: () => pointerOf(input) },
    needs: needsOfCodeChange(event, before, afterwards(before, change), deps.now()),
    words: [promoterId, codeId, version, JSON.stringify(input)],
  };
  const code = await reserving(deps, taking, (operation) =>
    deps.database((db) => writeCode(db, actor, { eventId, codeId, version }, change, { operation })),
  );
  if (code === null) throw changedSince();
  return { code, event };
}

function afterwards(before: MyCode, { disabled, maxUses, validUntil }: CodeChange) {
  return {
    ...before,
    ...(disabled !== undefined && { disabled }),
    ...(maxUses !== undefined && { maxUses }),
    ...(validUntil !== undefined && { validUntil }),
  };
}

const pointerOf = ({ maxUses, disabled }: CodeChangeInput): string =>
  maxUses !== undefined ? "/maxUses" : disabled !== undefined ? "/disabled" : "/validUntil";
