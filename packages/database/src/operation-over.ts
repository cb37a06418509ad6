import { OperationOverError } from "@liveotter/core/inventory/reservation";
import { DatabaseError } from "./database-error.ts";

/** The operation's id is void, or a shard has a new epoch. */
const OVER: readonly (string | undefined)[] = ["LO005", "LO002"];

/** Rethrows the error of a write, as OperationOverError if its reservation no longer exists. @throws always */
export function operationOver(error: unknown): never {
  const over = error instanceof DatabaseError && OVER.includes(error.code);
  throw over ? new OperationOverError("the operation is over", { cause: error }) : error;
}
