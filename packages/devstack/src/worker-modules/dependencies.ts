/**
 * The worker that stands between the product's workers and the dependencies which live inside Miniflare: KV and R2, so
 * that they can be faulted, and Analytics Engine, so that it can be read. It runs in the local stack only.
 */
import { WorkerEntrypoint } from "cloudflare:workers";

interface Env {
  readonly CATALOGUE: KVNamespace;
  readonly MEDIA: R2Bucket;
  /** Answers in the stack's own process: the fault that meets this request, and the intake of the metrics. */
  readonly STACK: Fetcher;
}

interface Fault {
  readonly mode: "ok" | "refuse" | "hang" | "slow" | "error" | "drop-response";
  readonly latencyMs?: number;
  readonly status?: number;
}

/** Performs a call as the switchboard says: at once, late, in vain, or without an answer. */
async function through<T>(stack: Fetcher, dependency: "kv" | "r2", perform: () => Promise<T>): Promise<T> {
  const failed = (reason: string) => new Error(`${dependency.toUpperCase()} failed: ${reason}`);
  // Answered once the fault lets the request pass: `hang` and `slow` wait there.
  const reply = await stack.fetch(`http://stack/faults/${dependency}`);
  const fault: Fault = await reply.json();
  if (fault.mode === "refuse") throw failed("Network connection lost.");
  if (fault.mode === "error") throw failed(`${fault.status ?? 500} Internal Server Error`);
  const answer = await perform();
  if (fault.mode === "drop-response") throw failed("Network connection lost.");
  return answer;
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

  #through<T>(perform: () => Promise<T>): Promise<T> {
    return through(this.env.STACK, "kv", perform);
  }
}

/** What crosses to the caller of an object: its own class cannot. */
const described = ({ key, version, size, etag, httpEtag, uploaded, httpMetadata, customMetadata }: R2Object) => ({
  key,
  version,
  size,
  etag,
  httpEtag,
  uploaded,
  ...(httpMetadata === undefined ? {} : { httpMetadata }),
  ...(customMetadata === undefined ? {} : { customMetadata }),
});

/** R2 takes parts of at least 5 MiB, the last one excepted. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * The part of R2's interface that the product uses, over the real bucket, each call through the switchboard. Objects
 * come with `body` and their description, without the methods that read it whole: `new Response(body)` has those.
 */
export class R2 extends WorkerEntrypoint<Env> {
  async put(
    key: string,
    value: ReadableStream<Uint8Array> | ArrayBuffer | ArrayBufferView | string,
    options?: R2PutOptions,
  ): Promise<unknown> {
    return this.#through(async () => {
      const put =
        value instanceof ReadableStream
          ? this.#putStream(key, value, options)
          : this.env.MEDIA.put(key, value, options);
      const object = await put;
      return object === null ? null : described(object);
    });
  }

  get(key: string, options?: R2GetOptions): Promise<unknown> {
    return this.#through(async () => {
      const object = await this.env.MEDIA.get(key, options);
      if (object === null) return null;
      return { ...described(object), range: object.range, ...("body" in object ? { body: object.body } : {}) };
    });
  }

  head(key: string): Promise<unknown> {
    return this.#through(async () => {
      const object = await this.env.MEDIA.head(key);
      return object === null ? null : described(object);
    });
  }

  delete(keys: string | string[]): Promise<void> {
    return this.#through(() => this.env.MEDIA.delete(keys));
  }

  list(options?: R2ListOptions): Promise<unknown> {
    return this.#through(async () => {
      const { objects, ...page } = await this.env.MEDIA.list(options);
      return { ...page, objects: objects.map(described) };
    });
  }

  /** On its way here a stream forgets its length, without which R2 takes none: it goes in parts, one at a time. */
  async #putStream(key: string, stream: ReadableStream<Uint8Array>, options?: R2PutOptions): Promise<R2Object> {
    const { httpMetadata, customMetadata } = options ?? {};
    const metadata = {
      ...(httpMetadata === undefined ? {} : { httpMetadata }),
      ...(customMetadata === undefined ? {} : { customMetadata }),
    };
    const parts = inParts(stream);
    const first = await parts.next();
    const next = await parts.next();
    if (first.done || next.done) return this.env.MEDIA.put(key, first.value ?? new Uint8Array(), options);
    const upload = await this.env.MEDIA.createMultipartUpload(key, metadata);
    try {
      const uploaded = [await upload.uploadPart(1, first.value), await upload.uploadPart(2, next.value)];
      for await (const part of parts) uploaded.push(await upload.uploadPart(uploaded.length + 1, part));
      return await upload.complete(uploaded);
    } catch (error) {
      await upload.abort();
      throw error;
    }
  }

  #through<T>(perform: () => Promise<T>): Promise<T> {
    return through(this.env.STACK, "r2", perform);
  }
}

/** The stream's bytes in pieces of `PART_BYTES`, the last one shorter. */
async function* inParts(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + PART_BYTES - filled);
      part.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** Analytics Engine's one method. The answer is awaited by nobody in production either. */
export class Metrics extends WorkerEntrypoint<Env> {
  async writeDataPoint(point: unknown): Promise<void> {
    await this.env.STACK.fetch("http://stack/metrics", { method: "POST", body: JSON.stringify(point) });
  }
}

export default { fetch: () => new Response("Not found", { status: 404 }) };
