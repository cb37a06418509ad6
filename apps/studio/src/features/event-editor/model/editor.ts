import type { Problem } from "@liveotter/contracts/problem";
import type { Result } from "@liveotter/contracts/promoter/client";
import type { EventChange, MyEvent } from "@liveotter/contracts/promoter/events";
import type { Shortage } from "../../../api/answer.ts";
import {
  discarded,
  type EditSession,
  edited,
  isDirty,
  type KeptEdits,
  openSession,
  overtaken,
  refusedAt,
  resolved,
  restored,
  savedAs,
} from "./edit-session.ts";
import type { EventForm } from "./event-form.ts";
import type { Path } from "./form-path.ts";
import { pathOfPointer } from "./path-of-pointer.ts";
import { type Sendable, sendableOf } from "./sendable.ts";

/**
 * How saving stands. `offline` is no answer or none for now; `refused` says why in `detail`, and with a `shortage`
 * it may be saved with `alsoFromCarts`.
 */
export type Saving =
  | { readonly kind: "idle" | "pending" | "saving" | "offline" | "signed-out" | "gone" }
  | { readonly kind: "refused"; readonly detail: string; readonly shortage?: Shortage };

export interface EditorState {
  readonly session: EditSession;
  readonly saving: Saving;
  /** Whether edits that are not saved would outlive this window. */
  readonly kept: boolean;
}

/** The world of an editor: the API, and where edits outlive the window (null: nothing to keep). */
export interface EditorWorld {
  readonly read: () => Promise<Result<MyEvent>>;
  readonly change: (change: EventChange, etag: string) => Promise<Result<MyEvent>>;
  /** False when this device would not take them. */
  readonly keep: (edits: KeptEdits | null) => boolean;
}

export interface SaveChoices {
  readonly refundWindow?: boolean;
  readonly alsoFromCarts?: boolean;
}

/** How long nobody types before a draft is saved. */
const PAUSE_MS = 800;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;
/** Against somebody who saves faster than we merge. */
const ROUNDS = 10;

/**
 * Edits of one event and their way to the server. Each edit is kept on this device at once. A draft is saved while its
 * promoter types: one save at a time, later edits after it, tried again for as long as the server cannot be reached.
 * What is public changes before everybody's eyes, so there edits gather until `save` is called: "Publish changes".
 */
export class Editor {
  readonly #world: EditorWorld;
  readonly #listeners = new Set<() => void>();
  #state: EditorState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  /** What was sent without hearing how it went. */
  #unheard: EventForm | null = null;
  #failures = 0;
  #refundWindow = false;
  #editedSince = false;
  #alsoFromCarts = false;
  #closed = false;

  constructor(world: EditorWorld, event: MyEvent, etag: string) {
    this.#world = world;
    this.#state = { session: openSession(event, etag), saving: { kind: "idle" }, kept: true };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): EditorState => this.#state;

  get savesWhileTyping(): boolean {
    return this.#state.session.event.status === "draft";
  }

  edit(change: (form: EventForm) => EventForm): void {
    this.#accept(edited(this.#state.session, change));
  }

  resolve(path: Path, choice: "mine" | "theirs"): void {
    this.#accept(resolved(this.#state.session, path, choice, crypto.randomUUID()));
  }

  discard(): void {
    this.#accept(discarded(this.#state.session));
  }

  /** Edits of a window that is gone; false when they contradict what is here, and have to wait where they are. */
  restore(kept: KeptEdits): boolean {
    const session = restored(this.#state.session, kept);
    if (session === null) return false;
    this.#accept(session);
    return true;
  }

  /** A version that came another way: by looking, or with the answer to an action. A save under way hears of it itself. */
  receive(event: MyEvent, etag: string): void {
    if (this.#running !== null || event.version <= this.#state.session.event.version) return;
    this.#accept(overtaken(this.#state.session, event, etag, this.#unheard));
  }

  /** What a save would send now; null: nothing. */
  change(): EventChange | null {
    return sendable(this.#state.session).change;
  }

  /**
   * Saves now. Resolves when there is nothing more that could be saved, or it failed: see the state. `refundWindow`: tickets
   * to what this moves may be returned. `alsoFromCarts`: explicitly requested after a refusal.
   */
  async save({ refundWindow = false, alsoFromCarts = false }: SaveChoices = {}): Promise<void> {
    clearTimeout(this.#timer);
    this.#refundWindow = refundWindow;
    if (this.#running === null) this.#alsoFromCarts = alsoFromCarts;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Typed while the last request was out: it may be just what a refusal asked for.
      if (this.#editedSince && this.savesWhileTyping && this.#state.saving.kind === "refused") this.#schedule();
    });
    await this.#running;
  }

  open(): void {
    this.#closed = false;
  }

  /** Its window looks elsewhere: what is under way is finished, and nothing begun by itself. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.savesWhileTyping) void this.save();
  }

  #accept(session: EditSession): void {
    const saving = this.#running === null ? idleOrRefused(this.#state.saving) : this.#state.saving;
    this.#set({ ...this.#state, session, saving });
    this.#editedSince = true;
    if (this.#running === null && this.savesWhileTyping) this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#closed || sendable(this.#state.session).change === null) return;
    if (this.#state.saving.kind !== "offline") this.#set({ ...this.#state, saving: { kind: "pending" } });
    this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  async #run(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      // A save whose answer was lost: what became of it is asked before another is sent.
      const known = this.#unheard === null ? "again" : await this.#overtaken();
      if (known !== "again") return this.#rest(known);
      const { session } = this.#state;
      const { form, change } = sendable(session);
      this.#editedSince = false;
      if (change === null) return this.#rest({ kind: "idle" });
      this.#set({ ...this.#state, session, saving: { kind: "saving" } });
      this.#unheard = form;
      const sent = {
        ...change,
        ...(this.#refundWindow && { refundWindow: true }),
        ...(this.#alsoFromCarts && { alsoFromCarts: true }),
      };
      const result = await this.#world.change(sent, session.etag);
      const next = result.ok ? this.#saved(form, result.data, result.etag ?? "") : await this.#failed(result, session);
      if (next !== "again") return this.#rest(next);
    }
    this.#rest({ kind: "offline" });
  }

  #saved(sent: EventForm, event: MyEvent, etag: string): Saving | "again" {
    this.#unheard = null;
    this.#failures = 0;
    this.#set({ ...this.#state, session: savedAs(this.#state.session, sent, event, etag) });
    return this.savesWhileTyping ? "again" : { kind: "idle" };
  }

  async #failed(result: Extract<Result<MyEvent>, { ok: false }>, sent: EditSession): Promise<Saving | "again"> {
    const { problem } = result;
    if (problem === null) return { kind: "offline" };
    switch (problem.code) {
      case "precondition-failed":
        return this.#overtaken();
      case "invalid-request":
      case "invalid-state":
        this.#unheard = null;
        return this.#refused(problem, sent);
      case "sold-out":
        this.#unheard = null;
        return refusedFor(problem);
      case "unauthenticated":
        return { kind: "signed-out" };
      case "not-found":
      case "forbidden":
        return { kind: "gone" };
      case "busy":
        // Carts could not be checked, and nothing was saved.
        if (problem.shortage === undefined) return { kind: "offline" };
        this.#unheard = null;
        return refusedFor(problem);
      case "internal":
      case "too-many-requests":
        return { kind: "offline" };
      default:
        return { kind: "refused", detail: problem.detail ?? problem.title };
    }
  }

  async #overtaken(): Promise<Saving | "again"> {
    const newer = await this.#world.read();
    if (!newer.ok) return newer.problem?.code === "not-found" ? { kind: "gone" } : { kind: "offline" };
    this.#set({
      ...this.#state,
      session: overtaken(this.#state.session, newer.data, newer.etag ?? "", this.#unheard),
    });
    this.#unheard = null;
    // What is public is not changed by halves: a person looks at the conflicts first.
    return this.savesWhileTyping || this.#state.session.conflicts.length === 0 ? "again" : { kind: "idle" };
  }

  #refused({ errors, detail, title }: Problem, sent: EditSession): Saving | "again" {
    const { form } = sendable(sent);
    const problems = (errors ?? []).map((each) => ({
      path: pathOfPointer(each.pointer, form),
      detail: each.detail.charAt(0).toUpperCase() + each.detail.slice(1),
    }));
    const before = sendable(this.#state.session).change;
    this.#set({ ...this.#state, session: refusedAt(this.#state.session, problems) });
    const after = sendable(this.#state.session).change;
    const less = JSON.stringify(after) !== JSON.stringify(before);
    // What is public is not changed by halves.
    if (less && this.savesWhileTyping) return "again";
    return less ? { kind: "idle" } : { kind: "refused", detail: problems[0]?.detail ?? detail ?? title };
  }

  /** The end of a run; unreachable servers are asked again, later each time. */
  #rest(saving: Saving): void {
    this.#set({ ...this.#state, saving });
    if (saving.kind !== "offline" || !this.savesWhileTyping || this.#closed) return;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LAST_RETRY_MS);
    this.#timer = setTimeout(() => void this.save(), wait);
  }

  #set(state: EditorState): void {
    const { session } = state;
    const changed = session !== this.#state.session;
    this.#state = changed ? { ...state, kept: this.#world.keep(isDirty(session) ? session : null) } : state;
    for (const listener of this.#listeners) listener();
  }
}

/** Too little is free outside carts. */
function refusedFor({ errors = [], detail, title, shortage }: Problem): Saving {
  const [first] = errors;
  const said = first === undefined ? (detail ?? title) : `a quota ${first.detail}.`;
  return { kind: "refused", detail: said, ...(shortage && { shortage }) };
}

/** What may go to the server now: neither open conflicts nor what was refused. */
export function sendable({ base, mine, conflicts, refusals }: EditSession): Sendable {
  return sendableOf(base, mine, [...conflicts, ...refusals.map(({ path }) => path)]);
}

/** A refusal is about what was there before this edit; everything else still holds. */
const idleOrRefused = (saving: Saving): Saving => (saving.kind === "offline" ? saving : { kind: "idle" });
