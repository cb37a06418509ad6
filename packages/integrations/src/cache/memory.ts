import type { CachedBody } from "./cached-body.ts";

/** What this isolate knows under one key. */
export interface Slot {
  /** The record's answer. */
  readonly held?: Held;
  /** Epoch ms of the last load that failed, while none has succeeded since. */
  readonly failedAt?: number;
  /** What the fallback said after that failure. */
  readonly spare?: Held;
}

export interface Held {
  /** `null`: there is nothing of that name. */
  readonly body: CachedBody | null;
  readonly version: number;
  readonly storedAt: number;
}

/** What a slot costs beside its text: the map's entry, the objects, the header strings. */
const SLOT_BYTES = 500;

/** Slots by key, the least recently used dropped first once their bytes pass the bound. */
export class Memory {
  readonly #slots = new Map<string, { slot: Slot; bytes: number }>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** An upper bound: text counts two bytes a character. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Slot | undefined {
    const found = this.#slots.get(key);
    if (found === undefined) return undefined;
    this.#slots.delete(key);
    this.#slots.set(key, found);
    return found.slot;
  }

  /** A slot larger than the whole bound is not kept. */
  set(key: string, slot: Slot): void {
    const bytes = SLOT_BYTES + 2 * (key.length + length(slot.held) + length(slot.spare));
    this.#drop(key);
    this.#slots.set(key, { slot, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#slots.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#slots.get(key)?.bytes ?? 0;
    this.#slots.delete(key);
  }
}

const length = (held: Held | undefined) => held?.body?.body.length ?? 0;
