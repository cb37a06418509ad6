/**
 * The worker that stands between the product's workers and the two dependencies which live inside Miniflare: KV, so
 * that it can be faulted, and Analytics Engine, so that it can be read. It runs in the local stack only.
 */
import { WorkerEntrypoint } from "cloudflare:workers";

interface Env {
  readonly CATALOGUE: KVNamespace;
  /** Answers in the stack's own process: the fault that meets this request, and the intake of the metrics. */
  readonly STACK: Fetcher;
}

interface Fault {
  readonly mode: "ok" | "refuse" | "hang" | "slow" | "error" | "drop-response";
  readonly latencyMs?: number;
  readonly status?: number;
}

type Type = "text" | "json" | "arrayBuffer";

/** The part of KV's interface that the product uses, over the real namespace, each call through the switchboard. */
export class Kv extends WorkerEntrypoint<Env> {
  get(key: string, options: Type | { type?: Type } = "text"): Promise<unknown> {
    const type = typeof options === "string" ? options : options.type;
    // One call per type, since the real one has no overload for their union.
    if (type === "json") return this.#through(() => this.env.CATALOGUE.get(key, "json"));
    if (type === "arrayBuffer") return this.#through(() => this.env.CATALOGUE.get(key, "arrayBuffer"));
    return this.#through(() => this.env.CATALOGUE.get(key, "text"));
  }

  put(key: string, value: string | ArrayBuffer, options?: KVNamespacePutOptions): Promise<void> {
    return this.#through(() => this.env.CATALOGUE.put(key, value, options));
  }

  delete(key: string): Promise<void> {
    return this.#through(() => this.env.CATALOGUE.delete(key));
  }

  list(options?: KVNamespaceListOptions): Promise<unknown> {
    return this.#through(() => this.env.CATALOGUE.list(options));
  }

  async #through<T>(perform: () => Promise<T>): Promise<T> {
    // Answered once the fault lets the request pass: `hang` and `slow` wait there.
    const reply = await this.env.STACK.fetch("http://stack/faults/kv");
    const fault: Fault = await reply.json();
    if (fault.mode === "refuse") throw new Error("KV GET failed: Network connection lost.");
    if (fault.mode === "error") throw new Error(`KV GET failed: ${fault.status ?? 500} Internal Server Error`);
    const answer = await perform();
    if (fault.mode === "drop-response") throw new Error("KV GET failed: Network connection lost.");
    return answer;
  }
}

/** Analytics Engine's one method. The answer is awaited by nobody in production either. */
export class Metrics extends WorkerEntrypoint<Env> {
  async writeDataPoint(point: unknown): Promise<void> {
    await this.env.STACK.fetch("http://stack/metrics", { method: "POST", body: JSON.stringify(point) });
  }
}

export default { fetch: () => new Response("Not found", { status: 404 }) };
