import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Import,
  ImportList,
  ImportListParams,
  ImportParams,
  ImportRowList,
  ImportRowParams,
} from "@liveotter/contracts/promoter/imports";
import { asId, type Id } from "@liveotter/core/ids";
import { listImportRows, listImports, readImport } from "@liveotter/database/imports/read-imports";
import { requestUndo } from "@liveotter/database/imports/request-undo";
import { BYTE_ORDER_MARK } from "../csv/csv-line.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { changeRefusals, fileRefusals, refusals } from "../http/refusals.ts";
import { textStream } from "../http/text-stream.ts";
import { importReply } from "../imports/import-reply.ts";
import { REPORT_HEADER, reportLine } from "../imports/report-csv.ts";
import { MAX_IMPORT_BYTES, takeImport } from "../imports/take-import.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 20;
const ROWS_PAGE = 100;
const REPORT_PAGE = 1000;

const tags = ["Imports"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: Import } };
const file = { schema: z.string().openapi({ format: "binary" }) };

const FORMAT = `
The body is the file: at most 100 MB and 250,000 rows, UTF-8, with its \`Content-Length\`.

**CSV** (RFC 4180): the first row names the columns; fields are separated by \`,\` \`;\` or tabs. **JSON**: an array of
objects, or one object a line (NDJSON). A row is one event with one performance; rows that follow one another with the
same \`externalId\` (or \`event\`) are one event with several. Columns, in any order, case and spacing:

- \`name\`; \`startDate\` or \`date\` (YYYY-MM-DD), \`time\` (HH:MM), \`endDate\`, \`duration\` (minutes), \`fold\` (\`earlier\`, \`later\`)
- \`city\` and \`country\` (its code or English name), or \`online\` (\`yes\`); \`venue\`, \`street\`, \`lat\`, \`lon\`; \`zone\` (IANA), else the venue's, else the most likely one of the city
- \`url\`, \`summary\`, \`description\`, \`genre\`, \`languages\` or \`locales\`, \`tags\` or \`topics\` (separated by commas), \`currency\`
- \`lineUp\` or \`artists\` (separated by \`;\` or \`|\`), \`access\`: what to know of ramps, seats, interpreters, companions
- \`tickets\`: \`Standard:25.00:300|VIP:80\`, each with its name, price and how many there are of it for each performance; or \`price\` and \`quota\`. Prices are in the currency's main unit: \`1500\`, \`1500.00\`, \`1500,00\` or \`1.500,00\`. What can be read in two ways, such as \`1.500\` in EUR, is rejected with both readings
- \`externalId\`, \`event\` or \`id\`: by what the event is known again. Without it, by name, first day, city and address.

A row is created, updated (its event is there and the row says something else), unchanged or rejected. So the same file
again changes nothing. An event that was changed by hand since, or is sold, is never overwritten: its row is rejected. New events are
drafts unless \`publish=true\`; what is not fit to be published stays one, and its row says why. Imports of one
organisation run one after the other.`.trim();

const create = createRoute({
  method: "post",
  path: "/v1/imports",
  operationId: "createImport",
  summary: "Import events from a file",
  description: FORMAT,
  tags,
  request: {
    query: ImportParams,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "text/csv": file, "application/octet-stream": file } },
  },
  responses: {
    202: { description: "Queued", content },
    409: problem("conflict"),
    ...fileRefusals,
  },
});

const list = createRoute({
  method: "get",
  path: "/v1/imports",
  operationId: "listImports",
  summary: "List your imports",
  description: "Newest first.",
  tags,
  request: { query: ImportListParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: ImportList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const read = createRoute({
  method: "get",
  path: "/v1/imports/{id}",
  operationId: "readImport",
  summary: "See how far an import is",
  tags,
  request: { params },
  responses: {
    200: { description: "The import", content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const rows = createRoute({
  method: "get",
  path: "/v1/imports/{id}/rows",
  operationId: "listImportRows",
  summary: "See what became of each row",
  description: "In the order of the file; while the import runs, those it has dealt with.",
  tags,
  request: { params, query: ImportRowParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: ImportRowList } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const report = createRoute({
  method: "get",
  path: "/v1/imports/{id}/report",
  operationId: "downloadImportReport",
  summary: "Download what became of each row, as CSV",
  tags,
  request: { params },
  responses: {
    200: { description: "All rows", content: { "text/csv": { schema: z.string() } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const undo = createRoute({
  method: "post",
  path: "/v1/imports/{id}/undo",
  operationId: "undoImport",
  summary: "Undo an import as a whole",
  description:
    "Events that it created go, those it updated are as they were. An import that still runs ends. Refused as a whole when one of its events was changed since, by hand or by a later import: the answer names the rows. Asking again does nothing more.",
  tags,
  request: { params },
  responses: {
    202: { description: "It is being undone, or is undone", content },
    404: problem("not-found"),
    409: problem("invalid-state"),
    ...changeRefusals,
  },
});

/** Why a row keeps its import from being undone. */
const IN_THE_WAY = {
  hand: "was changed by hand since",
  import: "was changed by a later import since",
  sale: "is sold, or has codes or blocks",
} as const;

export const imports = newRouter<MemberApp>();
imports.use("/v1/imports/*", signedIn);
imports
  .openapi(create, async (c) => {
    const upload = uploadIn(c.req.raw);
    const key = c.req.valid("header")["idempotency-key"];
    const taken = await takeImport(c.env, actorOf(c), upload, c.req.valid("query"), key);
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(importReply(taken), 202, { Location: `/v1/imports/${taken.id}` });
  })
  .openapi(list, async (c) => {
    const { limit = PAGE, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([keyId()]))?.[0];
    const page = await c.env.database((db) => listImports(db, c.get("me").promoter.id, { limit, after }));
    const nextCursor = page.after === null ? null : encodeCursor([page.after]);
    return c.json({ items: page.items.map(importReply), nextCursor }, 200);
  })
  .openapi(read, async (c) => {
    const one = { promoterId: c.get("me").promoter.id, importId: importIdIn(c.req.valid("param").id) };
    const found = await c.env.database((db) => readImport(db, one));
    if (found === null) throw new ProblemError("not-found");
    return c.json(importReply(found), 200);
  })
  .openapi(rows, async (c) => {
    const one = { promoterId: c.get("me").promoter.id, importId: importIdIn(c.req.valid("param").id) };
    const { limit = ROWS_PAGE, cursor, outcome } = c.req.valid("query");
    const after =
      decodeCursor(
        cursor,
        z.tuple([
          z
            .int()
            .min(0)
            .max(2 ** 31 - 1),
        ]),
      )?.[0] ?? 0;
    const page = await c.env.database((db) => listImportRows(db, one, { limit, after, outcome }));
    if (page === null) throw new ProblemError("not-found");
    const items = page.items.map((row) => ({ ...row, errors: [...row.errors] }));
    return c.json({ items, nextCursor: page.after === null ? null : encodeCursor([page.after]) }, 200);
  })
  .openapi(report, async (c) => {
    const one = { promoterId: c.get("me").promoter.id, importId: importIdIn(c.req.valid("param").id) };
    const pageAfter = (after: number) =>
      c.env.database((db) => listImportRows(db, one, { limit: REPORT_PAGE, after, outcome: undefined }));
    const first = await pageAfter(0);
    if (first === null) throw new ProblemError("not-found");
    return c.body(textStream(linesFrom(first, pageAfter)), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="import-${one.importId}.csv"`,
    });
  })
  .openapi(undo, async (c) => {
    const asked = await c.env.database((db) => requestUndo(db, actorOf(c), importIdIn(c.req.valid("param").id)));
    if (asked === null) throw new ProblemError("not-found");
    if (asked.inTheWay.length > 0) {
      const errors = asked.inTheWay.map(({ row, name, by }) => ({
        pointer: `/rows/${row}`,
        detail: `“${name}” ${IN_THE_WAY[by]}`,
      }));
      throw new ProblemError("invalid-state", { errors, detail: "Nothing was undone." });
    }
    if (asked.begun) c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(importReply(asked.import), 202);
  });

/** @throws ProblemError */
function uploadIn(request: Request): { body: ReadableStream<Uint8Array>; totalBytes: number } {
  const length = request.headers.get("Content-Length") ?? "";
  const totalBytes = /^\d{1,15}$/.test(length) ? Number(length) : 0;
  if (totalBytes > MAX_IMPORT_BYTES) throw new ProblemError("too-large", { detail: "At most 100 MB." });
  if (totalBytes > 0 && request.body !== null) return { body: request.body, totalBytes };
  const errors = [{ pointer: "Content-Length", detail: "is needed: the file's length in bytes, at least 1" }];
  throw new ProblemError("invalid-request", { errors });
}

/** @throws ProblemError: what is no id names nothing */
function importIdIn(text: string): string {
  const id = asId<Id<"import">>(text.toLowerCase());
  if (id === null) throw new ProblemError("not-found");
  return id;
}

type RowPage = NonNullable<Awaited<ReturnType<typeof listImportRows>>>;

async function* linesFrom(
  first: RowPage,
  pageAfter: (after: number) => Promise<RowPage | null>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + REPORT_HEADER;
  let page: RowPage | null = first;
  while (page !== null) {
    yield page.items.map(reportLine).join("");
    page = page.after === null ? null : await pageAfter(page.after);
  }
}
