import type { Breaker } from "@liveotter/integrations/breaker";
import type { SnapshotStore } from "@liveotter/integrations/snapshot/store";

const GET_MS = 1000;

/** KV behind a breaker, so that one that hangs costs few requests their patience. This worker only reads. */
export class GuardedStore implements SnapshotStore {
  readonly #kv: Pick<KVNamespace, "get">;
  readonly #breaker: Breaker;

  constructor(kv: Pick<KVNamespace, "get">, breaker: Breaker) {
    this.#kv = kv;
    this.#breaker = breaker;
  }

  get(key: string, type: "text"): Promise<string | null>;
  get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  get(key: string, type: "text" | "arrayBuffer"): Promise<string | ArrayBuffer | null> {
    const read = (): Promise<string | ArrayBuffer | null> =>
      type === "text" ? this.#kv.get(key, "text") : this.#kv.get(key, "arrayBuffer");
    return this.#breaker.run(read, GET_MS);
  }

  put(): Promise<void> {
    return Promise.reject(new Error("the public API does not write the snapshot"));
  }

  delete(): Promise<void> {
    return this.put();
  }
}
