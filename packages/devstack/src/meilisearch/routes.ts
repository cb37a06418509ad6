import { ApiError, badRequest } from "./api-error.ts";
import type { Engine } from "./engine.ts";
import { parseFilter } from "./filter.ts";
import { isObject, isStrings, type JsonObject } from "./json.ts";
import { facetSearch, search } from "./search-query.ts";
import type { SearchableIndex } from "./searchable-index.ts";
import { checkSettings, settingOfPath } from "./settings.ts";

export interface ApiRequest {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed body; `undefined` without one. */
  readonly body: unknown;
}

export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
}

/** The routes of https://www.meilisearch.com/docs/reference/api that a product needs, but for keys, dumps and the like. */
export function answer(engine: Engine, request: ApiRequest): ApiReply {
  const [root, ...rest] = request.path;
  const { method, query, body } = request;
  const route = `${method} ${root ?? ""}`;
  if (root === "indexes") return indexes(engine, { ...request, path: rest });
  if (root === "tasks" && method === "GET") {
    return ok(rest[0] === undefined ? engine.tasks.list(query) : engine.tasks.get(Number(rest[0])));
  }
  if (rest.length > 0) throw notFound();
  if (route === "GET health") return ok({ status: "available" });
  if (route === "GET version") return ok(VERSION);
  if (route === "GET stats") return ok(engine.stats());
  if (route === "POST swap-indexes") return accepted(engine.swap(body));
  if (route === "POST multi-search") return ok(multiSearch(engine, body));
  throw notFound();
}

const VERSION = { commitSha: "embedded", commitDate: "2026-01-01T00:00:00Z", pkgVersion: "1.41.0" };

function indexes(engine: Engine, request: ApiRequest): ApiReply {
  const { method, path, query } = request;
  const [uid, part, ...rest] = path;
  if (uid === undefined) {
    if (method === "GET") return ok(engine.list(query));
    if (method !== "POST") throw notAllowed();
    const { uid: created, primaryKey } = objectBody(request);
    return accepted(engine.create(created, primaryKey));
  }
  if (part === undefined) {
    if (method === "GET") return ok(engine.describe(engine.index(uid)));
    if (method === "PATCH") return accepted(engine.update(uid, objectBody(request).primaryKey));
    if (method === "DELETE") return accepted(engine.drop(uid));
    throw notAllowed();
  }
  const within = { ...request, path: rest };
  if (part === "documents") return documents(engine, uid, within);
  if (part === "settings") return settings(engine, uid, within);
  if (rest.length > 0) throw notFound();
  if (part === "stats" && method === "GET") return ok(engine.indexStats(engine.index(uid)));
  if (part === "search" && method === "POST") return ok(search(engine.index(uid), objectBody(request)));
  if (part === "search" && method === "GET") return ok(search(engine.index(uid), queryOf(query)));
  if (part === "facet-search" && method === "POST") return ok(facetSearch(engine.index(uid), objectBody(request)));
  throw notFound();
}

function documents(engine: Engine, uid: string, request: ApiRequest): ApiReply {
  const { method, path, query, body } = request;
  const [part, ...rest] = path;
  if (rest.length > 0) throw notFound();
  if (part === undefined) {
    if (method === "GET") return ok(listDocuments(engine.index(uid), queryOf(query)));
    if (method === "DELETE") return accepted(engine.deleteAll(uid));
    if (method !== "POST" && method !== "PUT") throw notAllowed();
    const list: readonly unknown[] = Array.isArray(body) ? body : [body];
    return accepted(engine.add(uid, list, method === "PUT", query.get("primaryKey")));
  }
  if (method === "POST" && part === "delete") return accepted(engine.deleteByFilter(uid, objectBody(request).filter));
  if (method === "POST" && part === "fetch") return ok(listDocuments(engine.index(uid), objectBody(request)));
  if (method === "POST" && part === "delete-batch") {
    if (!Array.isArray(body)) throw badRequest("bad_request", "Invalid value type: expected an array");
    return accepted(engine.deleteByIds(uid, body.map(String)));
  }
  if (method === "DELETE") return accepted(engine.deleteByIds(uid, [part]));
  if (method !== "GET") throw notAllowed();
  const document = engine.index(uid).documents.get(part);
  if (document === undefined) throw new ApiError(404, "document_not_found", `Document \`${part}\` not found.`);
  return ok(pick(document, query.get("fields")?.split(",")));
}

function listDocuments(index: SearchableIndex, body: JsonObject): JsonObject {
  const { offset = 0, limit = 20, fields, filter, ids } = body;
  const meets = parseFilter(filter, index.settings.filterableAttributes, "invalid_document_filter");
  const wanted = Array.isArray(ids) ? new Set(ids.map(String)) : null;
  const all = [...index.documents].filter(([id, document]) => wanted?.has(id) !== false && meets(document));
  const [from, count] = [Number(offset), Number(limit)];
  return {
    results: all
      .slice(from, from + count)
      .map(([, document]) => pick(document, isStrings(fields) ? fields : undefined)),
    offset: from,
    limit: count,
    total: all.length,
  };
}

function settings(engine: Engine, uid: string, { method, path, body }: ApiRequest): ApiReply {
  const [part, ...rest] = path;
  const name = part === undefined ? undefined : settingOfPath(part);
  if (rest.length > 0 || (part !== undefined && name === undefined)) throw notFound();
  if (method === "GET") {
    const known = engine.index(uid).settings;
    return ok(name === undefined ? known : known[name]);
  }
  if (method === "DELETE") return accepted(engine.change(uid, name === undefined ? null : { [name]: null }));
  if (method !== "PATCH" && method !== "PUT") throw notAllowed();
  return accepted(engine.change(uid, checkSettings(name === undefined ? body : { [name]: body })));
}

/** https://www.meilisearch.com/docs/reference/api/multi_search : as many answers as questions, or the first refusal. */
function multiSearch(engine: Engine, body: unknown): JsonObject {
  const queries: unknown = isObject(body) ? body.queries : undefined;
  if (!Array.isArray(queries)) throw badRequest("bad_request", "Missing field `queries`");
  if (isObject(body) && body.federation != null) throw badRequest("bad_request", "Federation is not offered here");
  const results = queries.map((query: unknown, at) => {
    const { indexUid, ...rest } = isObject(query) ? query : {};
    if (typeof indexUid !== "string")
      throw badRequest("missing_index_uid", `Missing field \`indexUid\` inside \`.queries[${at}]\``);
    try {
      return { indexUid, ...search(engine.index(indexUid), rest) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const message = `Inside \`.queries[${at}]\`: ${error.body.message}`;
      throw new ApiError(error.status, error.body.code, message, error.body.type);
    }
  });
  return { results };
}

function objectBody({ body }: ApiRequest): JsonObject {
  if (isObject(body)) return body;
  throw badRequest("bad_request", "Invalid value type: expected an object");
}

/** The parameters of a GET as the body of the POST that means the same. */
function queryOf(query: URLSearchParams): JsonObject {
  return Object.fromEntries(
    [...query].map(([name, value]) => {
      if (NUMBERS.has(name)) return [name, Number(value)];
      return [name, LISTS.has(name) ? value.split(",") : value];
    }),
  );
}

const NUMBERS = new Set(["offset", "limit", "page", "hitsPerPage"]);
const LISTS = new Set(["sort", "facets", "attributesToRetrieve", "attributesToSearchOn", "fields", "ids"]);

function pick(document: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined || fields.includes("*")) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => fields.includes(name)));
}

const ok = (body: unknown): ApiReply => ({ status: 200, body });
const accepted = (body: unknown): ApiReply => ({ status: 202, body });
const notFound = () => new ApiError(404, "not_found", "The requested route does not exist.");
const notAllowed = () => new ApiError(405, "method_not_allowed", "The route does not know this method.");
