import { ApiError, badRequest, type ErrorBody } from "./api-error.ts";
import type { JsonObject } from "./json.ts";

/** https://www.meilisearch.com/docs/reference/api/async-task-management/get-task */
export interface Task {
  readonly uid: number;
  readonly indexUid: string | null;
  readonly type: TaskType;
  status: "enqueued" | "processing" | "succeeded" | "failed";
  details: JsonObject;
  error: ErrorBody | null;
  readonly enqueuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export type TaskType =
  | "documentAdditionOrUpdate"
  | "documentDeletion"
  | "settingsUpdate"
  | "indexCreation"
  | "indexUpdate"
  | "indexDeletion"
  | "indexSwap";

/** Finished tasks that are remembered. */
const REMEMBERED = 20_000;

/** Carries out one task after another, each in a turn of its own, as they were enqueued. */
export class TaskQueue {
  readonly #tasks = new Map<number, Task>();
  readonly #waiting: { task: Task; work: () => JsonObject }[] = [];
  readonly #finished: () => void;
  #next: number;
  #timer: NodeJS.Immediate | undefined;

  /** `next`: the first uid. `finished` is called after each task that changed something. */
  constructor(next: number, finished: () => void) {
    this.#next = next;
    this.#finished = finished;
  }

  get next(): number {
    return this.#next;
  }

  get isBusy(): boolean {
    return this.#waiting.length > 0;
  }

  /** `work` gives what is to be added to the details, or throws an `ApiError`, which fails the task. */
  enqueue(type: TaskType, indexUid: string | null, details: JsonObject, work: () => JsonObject): JsonObject {
    const enqueuedAt = new Date().toISOString();
    const task: Task = {
      uid: this.#next++,
      indexUid,
      type,
      status: "enqueued",
      details,
      error: null,
      enqueuedAt,
      startedAt: null,
      finishedAt: null,
    };
    this.#tasks.set(task.uid, task);
    this.#waiting.push({ task, work });
    this.#timer ??= setImmediate(() => this.#start());
    for (const uid of this.#tasks.keys()) {
      if (this.#tasks.size <= REMEMBERED) break;
      this.#tasks.delete(uid);
    }
    return { taskUid: task.uid, indexUid, status: task.status, type, enqueuedAt };
  }

  get(uid: number): JsonObject {
    const task = this.#tasks.get(uid);
    if (task === undefined) throw new ApiError(404, "task_not_found", `Task \`${uid}\` not found.`);
    return view(task);
  }

  /** Newest first. https://www.meilisearch.com/docs/reference/api/tasks#get-tasks */
  list(query: URLSearchParams): JsonObject {
    const uids = among(query, "uids");
    const statuses = among(query, "statuses");
    const types = among(query, "types");
    const indexUids = among(query, "indexUids");
    const wanted = [...this.#tasks.values()].filter(
      (task) =>
        uids(String(task.uid)) &&
        statuses(task.status) &&
        types(task.type) &&
        indexUids(task.indexUid ?? "") &&
        within(query, "EnqueuedAt", task.enqueuedAt) &&
        within(query, "StartedAt", task.startedAt) &&
        within(query, "FinishedAt", task.finishedAt),
    );
    if (query.get("reverse") !== "true") wanted.reverse();
    const limit = Number(query.get("limit") ?? 20);
    const from = query.get("from");
    if (!Number.isInteger(limit) || limit < 0)
      throw badRequest("invalid_task_limit", "Invalid value in parameter `limit`");
    const at =
      from === null
        ? 0
        : Math.max(
            0,
            wanted.findIndex(({ uid }) => uid <= Number(from)),
          );
    const page = wanted.slice(at, at + limit);
    return {
      results: page.map(view),
      total: wanted.length,
      limit,
      from: page[0]?.uid ?? null,
      next: wanted[at + limit]?.uid ?? null,
    };
  }

  stop(): void {
    if (this.#timer !== undefined) clearImmediate(this.#timer);
    this.#waiting.length = 0;
  }

  #start(): void {
    const first = this.#waiting[0];
    if (first === undefined) {
      this.#timer = undefined;
      return;
    }
    first.task.status = "processing";
    first.task.startedAt = new Date().toISOString();
    this.#timer = setImmediate(() => {
      this.#carryOut(first.task, first.work);
      this.#waiting.shift();
      this.#timer = setImmediate(() => this.#start());
    });
  }

  #carryOut(task: Task, work: () => JsonObject): void {
    try {
      task.details = { ...task.details, ...work() };
      task.status = "succeeded";
    } catch (error) {
      task.status = "failed";
      task.error =
        error instanceof ApiError ? error.body : new ApiError(500, "internal", String(error), "internal").body;
    }
    task.finishedAt = new Date().toISOString();
    this.#finished();
  }
}

function view(task: Task): JsonObject {
  const took = task.startedAt && task.finishedAt ? Date.parse(task.finishedAt) - Date.parse(task.startedAt) : null;
  return {
    uid: task.uid,
    batchUid: task.startedAt === null ? null : task.uid,
    indexUid: task.indexUid,
    status: task.status,
    type: task.type,
    canceledBy: null,
    details: task.details,
    error: task.error,
    duration: took === null ? null : `PT${took / 1000}S`,
    enqueuedAt: task.enqueuedAt,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
  };
}

/** Whether a value is in the comma-separated list of that name; all are when it is absent or `*`. */
function among(query: URLSearchParams, name: string): (value: string) => boolean {
  const list = query.get(name);
  if (list === null || list === "*") return () => true;
  const values = new Set(list.split(","));
  return (value) => values.has(value);
}

function within(query: URLSearchParams, moment: string, at: string | null): boolean {
  const after = query.get(`after${moment}`);
  const before = query.get(`before${moment}`);
  if (after === null && before === null) return true;
  if (at === null) return false;
  const time = Date.parse(at);
  return (after === null || time > Date.parse(after)) && (before === null || time < Date.parse(before));
}
