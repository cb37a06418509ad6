import { asId, type Id } from "@liveotter/core/ids";
import { uuidv7 } from "uuidv7";

/** An id for what is about to be written, so that other lines can point at it before. */
export function newId<T extends Id<string>>(): T {
  const id = asId<T>(uuidv7());
  if (id === null) throw new Error("uuidv7 made no UUID");
  return id;
}
