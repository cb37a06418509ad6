import { DatabaseError } from "@liveotter/database/database-error";
import { ShardLostError } from "../src/box-office/shards.ts";
import type { Surroundings } from "../src/deps.ts";
import { newIsolate } from "./api.ts";

/** Where an isolate dies: at the `nth` call of `method` of its shards or orders, before it arrives or once it was done. */
export interface Death {
  readonly what: "shards" | "orders";
  readonly method: string;
  readonly nth?: number;
  readonly when: "before" | "after";
}

export const nameOf = ({ what, method, nth = 1, when }: Death): string => `${when} ${what}.${method} ${nth}`;

/** An isolate that dies there: from then on nothing that it asks reaches anybody, nor any answer it. */
export function mortalIsolate({ what, method, nth = 1, when }: Death) {
  let calls = 0;
  const life = { dead: false };
  const gone = (name: string) =>
    Promise.reject(
      name === "shards" ? new ShardLostError("no answer") : new DatabaseError("unreachable", "no answer", {}),
    );

  function watched<T extends object>(whole: T, name: string): T {
    return new Proxy(whole, {
      get(target, property) {
        const own: unknown = Reflect.get(target, property);
        if (typeof own !== "function") return own;
        return async (...args: unknown[]) => {
          if (life.dead) return gone(name);
          const dies = name === what && property === method && ++calls === nth;
          if (dies && when === "before") life.dead = true;
          if (life.dead) return gone(name);
          const answer: unknown = await Reflect.apply(own, target, args);
          if (dies) life.dead = true;
          return life.dead ? gone(name) : answer;
        };
      },
    });
  }

  const between: Surroundings["between"] = (name, whole) =>
    typeof whole === "function"
      ? new Proxy(whole, { apply: (target, self, args) => watched(Reflect.apply(target, self, args), name) })
      : watched(whole, name);
  return { ...newIsolate({ between }), life };
}
