import { ApiError, badRequest } from "./api-error.ts";
import { pointOf } from "./geo.ts";
import { isObject, type JsonObject } from "./json.ts";
import { applySettings, DEFAULTS, type Settings } from "./settings.ts";
import { TextIndex } from "./text-index.ts";

/** An index as it is kept in the data file. */
export interface KeptIndex {
  readonly uid: string;
  readonly primaryKey: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly settings: Settings;
  readonly documents: readonly JsonObject[];
}

/** Documents, settings, and what makes them searchable. */
export class SearchableIndex {
  uid: string;
  primaryKey: string | null;
  readonly createdAt: string;
  updatedAt: string;
  settings: Settings = DEFAULTS;
  /** By id, in the order they came. */
  readonly documents = new Map<string, JsonObject>();
  text = new TextIndex(DEFAULTS);
  /** Bytes of all documents as JSON. */
  bytes = 0;

  constructor(uid: string, primaryKey: string | null, at: string) {
    this.uid = uid;
    this.primaryKey = primaryKey;
    this.createdAt = at;
    this.updatedAt = at;
  }

  /** Whole documents replace those of the same id; `partial` ones are merged into them. All or none are taken. */
  add(documents: readonly unknown[], partial: boolean): void {
    const accepted = documents.map((document) => this.#accept(document));
    for (const [id, document] of accepted) {
      const known = this.documents.get(id);
      const next = partial && known !== undefined ? { ...known, ...document } : document;
      this.bytes += JSON.stringify(next).length - (known === undefined ? 0 : JSON.stringify(known).length);
      this.documents.set(id, next);
      this.text.add(id, next);
    }
  }

  /** How many of them there were. */
  delete(ids: Iterable<string>): number {
    let deleted = 0;
    for (const id of ids) {
      const known = this.documents.get(id);
      if (known === undefined) continue;
      this.bytes -= JSON.stringify(known).length;
      this.documents.delete(id);
      this.text.remove(id);
      deleted++;
    }
    return deleted;
  }

  change(settings: JsonObject | null): void {
    const before = this.settings;
    this.settings = settings === null ? DEFAULTS : applySettings(this.settings, settings);
    // Asking for what is already so costs nothing, as with the original.
    if (JSON.stringify(before) === JSON.stringify(this.settings)) return;
    this.text = new TextIndex(this.settings);
    for (const [id, document] of this.documents) this.text.add(id, document);
  }

  keep(): KeptIndex {
    const { uid, primaryKey, createdAt, updatedAt, settings } = this;
    return { uid, primaryKey, createdAt, updatedAt, settings, documents: [...this.documents.values()] };
  }

  static restore(kept: KeptIndex): SearchableIndex {
    const index = new SearchableIndex(kept.uid, kept.primaryKey, kept.createdAt);
    index.change({ ...kept.settings });
    index.add(kept.documents, false);
    index.updatedAt = kept.updatedAt;
    return index;
  }

  #accept(document: unknown): [string, JsonObject] {
    if (!isObject(document))
      throw badRequest("malformed_payload", "The `json` payload provided is malformed. Expected objects.");
    this.primaryKey ??= inferKey(document);
    const id = document[this.primaryKey];
    if (id === undefined) {
      throw badRequest(
        "missing_document_id",
        `Document doesn't have a \`${this.primaryKey}\` attribute: \`${JSON.stringify(document).slice(0, 100)}\`.`,
      );
    }
    if ((typeof id !== "string" && !Number.isInteger(id)) || !/^[\w-]{1,511}$/.test(String(id))) {
      throw badRequest(
        "invalid_document_id",
        `Document identifier \`${JSON.stringify(id)}\` is invalid. A document identifier can be of type integer or string, only composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.`,
      );
    }
    if (pointOf(document) === undefined) {
      throw new ApiError(
        400,
        "invalid_document_geo_field",
        `The \`_geo\` field in the document with the id: \`${id}\` is not a place.`,
      );
    }
    return [String(id), document];
  }
}

function inferKey(document: JsonObject): string {
  const candidates = Object.keys(document).filter((name) => name.toLowerCase().endsWith("id"));
  const [only, another] = candidates;
  if (only === undefined) {
    throw badRequest(
      "index_primary_key_no_candidate_found",
      "The primary key inference failed as the engine did not find any field ending with `id` in its name. Please specify the primary key manually using the `primaryKey` query parameter.",
    );
  }
  if (another !== undefined) {
    throw badRequest(
      "index_primary_key_multiple_candidates_found",
      `The primary key inference failed as the engine found ${candidates.length} fields ending with \`id\` in their names: '${only}' and '${another}'. Please specify the primary key manually using the \`primaryKey\` query parameter.`,
    );
  }
  return only;
}
