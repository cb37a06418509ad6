import { DatabaseError } from "@liveotter/database/database-error";
import { ShardLostError } from "../src/box-office/shards.ts";
import type { Surroundings } from "../src/deps.ts";
import { type ApiOptions, newIsolate } from "./api.ts";

/** A call of an isolate's shards or orders: before it arrives, or once it was done. */
export interface Step {
  readonly what: Parameters<Surroundings["between"]>[0];
  readonly method: string;
  readonly when: "before" | "after";
}

/** An isolate whose every such step `meddle` waits for, and may fail. */
export function meddledIsolate(meddle: (step: Step) => Promise<void>, options: ApiOptions = {}) {
  const watched = <T extends object>(whole: T, what: Step["what"]): T =>
    new Proxy(whole, {
      get(target, property) {
        const own: unknown = Reflect.get(target, property);
        if (typeof own !== "function") return own;
        const method = String(property);
        return async (...args: unknown[]) => {
          await meddle({ what, method, when: "before" });
          const answer: unknown = await Reflect.apply(own, target, args);
          await meddle({ what, method, when: "after" });
          return answer;
        };
      },
    });
  const between: Surroundings["between"] = (what, whole) =>
    typeof whole === "function"
      ? new Proxy(whole, { apply: (target, self, args) => watched(Reflect.apply(target, self, args), what) })
      : watched(whole, what);
  return newIsolate({ ...options, between });
}

/** Where an isolate dies: at the `nth` step of its kind. */
export interface Death extends Step {
  readonly nth?: number;
}

export const nameOf = ({ what, method, nth = 1, when }: Death): string => `${when} ${what}.${method} ${nth}`;

/** An isolate that dies there: from then on nothing that it asks reaches anybody, nor any answer it. */
export function mortalIsolate({ nth = 1, ...death }: Death) {
  const life = { dead: false };
  let steps = 0;
  const api = meddledIsolate(async ({ what, method, when }) => {
    const dies = what === death.what && method === death.method && when === death.when && ++steps === nth;
    if (dies) life.dead = true;
    if (!life.dead) return;
    throw what === "shards" ? new ShardLostError("no answer") : new DatabaseError("unreachable", "no answer", {});
  });
  return { ...api, life };
}
