import { z } from "@hono/zod-openapi";
import { line } from "../text.ts";
import { Currency, word } from "./events.ts";

export const ImportFormat = z.enum(["csv", "json"]);
export type ImportFormat = z.infer<typeof ImportFormat>;

/** How the file beside it is to be read. */
export const ImportParams = z.object({
  format: ImportFormat,
  /** What the list of imports calls it: a file's name, most of the time. */
  name: line(200),
  /** Whether new events with something upcoming go public at once. Else they are drafts. */
  publish: z.enum(["true", "false"]).optional(),
  /** Of events whose row names none. `other` when absent. */
  genre: word.optional(),
  /** Of events whose row names none. `EUR` when absent. */
  currency: Currency.optional(),
});
export type ImportParams = z.infer<typeof ImportParams>;

/**
 * queued -> running -> done | failed; each of these -> undoing -> undone. `failed` is for good: what was imported by
 * then stays, and can be undone.
 */
export const ImportState = z.enum(["queued", "running", "done", "failed", "undoing", "undone"]);
export type ImportState = z.infer<typeof ImportState>;

const Count = z.int().min(0);
const IsoInstant = z.iso.datetime();

export const Import = z
  .object({
    id: z.string(),
    name: z.string(),
    format: ImportFormat,
    publish: z.boolean(),
    state: ImportState,
    progress: z.object({
      /** Of the file, read and dealt with so far. */
      bytes: Count,
      totalBytes: Count,
      /** The sum of the next four. */
      rows: Count,
      created: Count,
      updated: Count,
      unchanged: Count,
      rejected: Count,
      /** Of the created and updated rows, those undone so far. */
      undone: Count,
    }),
    /** Why it failed, or what it is waiting for while it is tried again. */
    trouble: z.string().nullable(),
    /** Columns of the file that mean nothing to us, in its own spelling; at most 50. */
    ignoredColumns: z.array(z.string()),
    createdAt: IsoInstant,
    startedAt: IsoInstant.nullable(),
    finishedAt: IsoInstant.nullable(),
  })
  .openapi("Import");
export type Import = z.infer<typeof Import>;

export const ImportList = z
  .object({
    items: z.array(Import),
    /** Pass as `cursor` for the next page; null on the last one. */
    nextCursor: z.string().nullable(),
  })
  .openapi("ImportList");
export type ImportList = z.infer<typeof ImportList>;

export const ImportOutcome = z.enum(["created", "updated", "unchanged", "rejected"]);
export type ImportOutcome = z.infer<typeof ImportOutcome>;

export const ImportRow = z
  .object({
    /** CSV: the line of a spreadsheet, whose first is the header. JSON: the element, NDJSON: the line, from 1. */
    row: z.int().min(1),
    outcome: ImportOutcome,
    /** The event it is about; null when there is none, or none any more. */
    eventId: z.string().nullable(),
    name: z.string(),
    /** Of a rejected row: why. Of another: what could not be done with it. `pointer` names the column or field. */
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  })
  .openapi("ImportRow");
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportRowList = z
  .object({ items: z.array(ImportRow), nextCursor: z.string().nullable() })
  .openapi("ImportRowList");
export type ImportRowList = z.infer<typeof ImportRowList>;

export const ImportListParams = z.object({
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(100).optional(),
});

export const ImportRowParams = z.object({
  outcome: ImportOutcome.optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  cursor: z.string().max(100).optional(),
});
