import { ApiError, badRequest, indexNotFound } from "./api-error.ts";
import { parseFilter } from "./filter.ts";
import { isObject, type JsonObject } from "./json.ts";
import { type KeptIndex, SearchableIndex } from "./searchable-index.ts";
import { TaskQueue } from "./task-queue.ts";

/** Everything the engine knows, as its data file holds it. */
export interface KeptState {
  readonly format: 1;
  readonly nextTask: number;
  readonly indexes: readonly KeptIndex[];
}

/** Indexes and the queue of changes to them. Reads are of the moment; every change is a task. */
export class Engine {
  readonly #indexes = new Map<string, SearchableIndex>();
  readonly tasks: TaskQueue;
  #changedAt = new Date().toISOString();

  /** `changed` is called after each task. */
  constructor(kept: KeptState | null, changed: () => void) {
    for (const index of kept?.indexes ?? []) this.#indexes.set(index.uid, SearchableIndex.restore(index));
    this.tasks = new TaskQueue(kept?.nextTask ?? 0, () => {
      this.#changedAt = new Date().toISOString();
      changed();
    });
  }

  keep(): KeptState {
    return { format: 1, nextTask: this.tasks.next, indexes: [...this.#indexes.values()].map((index) => index.keep()) };
  }

  index(uid: string): SearchableIndex {
    const index = this.#indexes.get(checkUid(uid));
    if (index === undefined) throw indexNotFound(uid);
    return index;
  }

  describe(index: SearchableIndex): JsonObject {
    const { uid, primaryKey, createdAt, updatedAt } = index;
    return { uid, createdAt, updatedAt, primaryKey };
  }

  list(query: URLSearchParams): JsonObject {
    const offset = Number(query.get("offset") ?? 0);
    const limit = Number(query.get("limit") ?? 20);
    const all = [...this.#indexes.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
    const results = all.slice(offset, offset + limit).map((index) => this.describe(index));
    return { results, offset, limit, total: all.length };
  }

  stats(): JsonObject {
    const all = [...this.#indexes.values()];
    const databaseSize = all.reduce((bytes, index) => bytes + index.bytes, 0);
    return {
      databaseSize,
      usedDatabaseSize: databaseSize,
      lastUpdate: this.#changedAt,
      indexes: Object.fromEntries(all.map((index) => [index.uid, this.indexStats(index)])),
    };
  }

  indexStats(index: SearchableIndex): JsonObject {
    const fields: Record<string, number> = {};
    for (const document of index.documents.values()) {
      for (const name of Object.keys(document)) fields[name] = (fields[name] ?? 0) + 1;
    }
    return {
      numberOfDocuments: index.documents.size,
      rawDocumentDbSize: index.bytes,
      avgDocumentSize: index.documents.size === 0 ? 0 : Math.round(index.bytes / index.documents.size),
      isIndexing: this.tasks.isBusy,
      numberOfEmbeddings: 0,
      numberOfEmbeddedDocuments: 0,
      fieldDistribution: fields,
    };
  }

  create(uid: unknown, primaryKey: unknown): JsonObject {
    if (uid === undefined) throw badRequest("missing_index_uid", "Missing field `uid`");
    const name = checkUid(uid);
    const key = checkKey(primaryKey);
    return this.tasks.enqueue("indexCreation", name, { primaryKey: key }, () => {
      if (this.#indexes.has(name)) throw new ApiError(409, "index_already_exists", `Index \`${name}\` already exists.`);
      this.#indexes.set(name, new SearchableIndex(name, key, new Date().toISOString()));
      return {};
    });
  }

  update(uid: string, primaryKey: unknown): JsonObject {
    const key = checkKey(primaryKey);
    return this.tasks.enqueue("indexUpdate", checkUid(uid), { primaryKey: key }, () => {
      const index = this.index(uid);
      if (index.documents.size > 0 && index.primaryKey !== key) {
        throw badRequest(
          "index_primary_key_already_exists",
          `Index \`${uid}\`: Index already has a primary key: \`${index.primaryKey}\`.`,
        );
      }
      index.primaryKey = key;
      return {};
    });
  }

  drop(uid: string): JsonObject {
    return this.tasks.enqueue("indexDeletion", checkUid(uid), {}, () => {
      const deletedDocuments = this.index(uid).documents.size;
      this.#indexes.delete(uid);
      return { deletedDocuments };
    });
  }

  /** https://www.meilisearch.com/docs/reference/api/indexes#swap-indexes */
  swap(body: unknown): JsonObject {
    if (!Array.isArray(body)) throw badRequest("bad_request", "Invalid value type: expected an array");
    const swaps = body.map((each: unknown) => {
      const pair: unknown = isObject(each) ? each.indexes : undefined;
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw badRequest("invalid_swap_indexes", "Two indexes must be given for each swap.");
      }
      if (isObject(each) && each.rename === true) throw badRequest("bad_request", "Renaming is not offered here");
      return [checkUid(pair[0]), checkUid(pair[1])] as const;
    });
    const names = swaps.flat();
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) {
      throw badRequest(
        "invalid_swap_duplicate_index_found",
        `Indexes must be declared only once during a swap. \`${twice}\` was specified several times.`,
      );
    }
    const details = { swaps: swaps.map((indexes) => ({ indexes, rename: false })) };
    return this.tasks.enqueue("indexSwap", null, details, () => {
      const missing = names.filter((name) => !this.#indexes.has(name));
      if (missing.length > 0) {
        throw new ApiError(404, "index_not_found", `Indexes \`${missing.join("`, `")}\` not found.`);
      }
      for (const [left, right] of swaps) {
        const [a, b] = [this.index(left), this.index(right)];
        this.#indexes.set(left, b).set(right, a);
        a.uid = right;
        b.uid = left;
      }
      return {};
    });
  }

  add(uid: string, documents: readonly unknown[], partial: boolean, primaryKey: string | null): JsonObject {
    const details = { receivedDocuments: documents.length, indexedDocuments: null };
    return this.tasks.enqueue("documentAdditionOrUpdate", checkUid(uid), details, () => {
      // Documents make their index.
      const index = this.#indexes.get(uid) ?? new SearchableIndex(uid, primaryKey, new Date().toISOString());
      index.primaryKey ??= primaryKey;
      if (primaryKey !== null && index.primaryKey !== primaryKey) {
        throw badRequest(
          "index_primary_key_already_exists",
          `Index \`${uid}\`: Index already has a primary key: \`${index.primaryKey}\`.`,
        );
      }
      index.add(documents, partial);
      index.updatedAt = new Date().toISOString();
      this.#indexes.set(uid, index);
      return { indexedDocuments: documents.length };
    });
  }

  deleteByIds(uid: string, ids: readonly string[]): JsonObject {
    const details = { providedIds: ids.length, deletedDocuments: null, originalFilter: null };
    return this.#delete(uid, details, () => ids);
  }

  deleteByFilter(uid: string, filter: unknown): JsonObject {
    if (filter === undefined) throw badRequest("missing_document_filter", "Missing field `filter`");
    parseFilter(filter, ["*"], "invalid_document_filter"); // its form is refused at once, its attributes by the task
    const details = { providedIds: 0, deletedDocuments: null, originalFilter: JSON.stringify(filter) };
    return this.#delete(uid, details, (index) => {
      const meets = parseFilter(filter, index.settings.filterableAttributes, "invalid_document_filter");
      return [...index.documents].filter(([, document]) => meets(document)).map(([id]) => id);
    });
  }

  deleteAll(uid: string): JsonObject {
    const details = { providedIds: 0, deletedDocuments: null, originalFilter: null };
    return this.#delete(uid, details, (index) => [...index.documents.keys()]);
  }

  /** `null` resets all. */
  change(uid: string, settings: JsonObject | null): JsonObject {
    return this.tasks.enqueue("settingsUpdate", checkUid(uid), settings ?? {}, () => {
      const known = this.#indexes.get(uid);
      if (known === undefined && settings === null) throw indexNotFound(uid);
      const index = known ?? new SearchableIndex(uid, null, new Date().toISOString());
      index.change(settings);
      this.#indexes.set(uid, index);
      return {};
    });
  }

  #delete(uid: string, details: JsonObject, which: (index: SearchableIndex) => readonly string[]): JsonObject {
    return this.tasks.enqueue("documentDeletion", checkUid(uid), details, () => {
      const index = this.index(uid);
      const deletedDocuments = index.delete(which(index));
      index.updatedAt = new Date().toISOString();
      return { deletedDocuments };
    });
  }
}

function checkUid(uid: unknown): string {
  if (typeof uid === "string" && /^[\w-]{1,512}$/.test(uid)) return uid;
  throw badRequest(
    "invalid_index_uid",
    `\`${String(uid)}\` is not a valid index uid. Index uid can be an integer or a string containing only alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512 bytes.`,
  );
}

function checkKey(primaryKey: unknown): string | null {
  if (primaryKey === undefined || primaryKey === null) return null;
  if (typeof primaryKey === "string") return primaryKey;
  throw badRequest("invalid_index_primary_key", "Invalid value type at `.primaryKey`: expected a string");
}
