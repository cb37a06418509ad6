import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { PromoterClient } from "../promoter.ts";

const FILE = new URL("../../../shared/data/real-events.json", import.meta.url);
const isHere = existsSync(FILE);
if (!isHere) console.error("NOT RUN: ../shared/data/real-events.json is absent: no real file is imported");

interface Import {
  readonly id: string;
  readonly state: string;
  readonly trouble: string | null;
  readonly progress: Readonly<Record<"rows" | "created" | "unchanged" | "rejected" | "undone", number>>;
}

interface Row {
  readonly row: number;
  readonly outcome: string;
  readonly eventId: string | null;
}

interface RealEvent {
  readonly startDate: string;
  readonly endDate: string;
}

// Through the API alone, as a promoter does it: upload, wait, read the report, take one's data out, undo.
describe.skipIf(!isHere)("a real file of 5,613 events", () => {
  const urls = inject("urls");
  const promoter = new PromoterClient(urls.promoters);
  let bytes: Uint8Array<ArrayBuffer>;

  beforeAll(async () => {
    const [login] = inject("logins");
    if (login === undefined) throw new Error("nobody can sign in");
    await promoter.signIn(login);
    bytes = new Uint8Array(await readFile(FILE));
  });

  async function imported(): Promise<Import> {
    const response = await promoter.upload("/v1/imports?format=json&name=real-events.json", bytes);
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as Import; // the promoters' contract, as below
    return settled(id, "done");
  }

  async function settled(id: string, state: string): Promise<Import> {
    for (;;) {
      const now = (await (await promoter.call("GET", `/v1/imports/${id}`)).json()) as Import;
      if (now.state === state) return now;
      if (now.state === "failed") throw new Error(now.trouble ?? "failed");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async function rowsOf(id: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const response = await promoter.call("GET", `/v1/imports/${id}/rows?limit=500${more}`);
      const page = (await response.json()) as { items: Row[]; nextCursor: string | null };
      rows.push(...page.items);
      cursor = page.nextCursor;
    }
    return rows;
  }

  it("goes in row by row, is served with each date as it was given, changes nothing again, and goes as a whole", {
    timeout: 400_000,
  }, async () => {
    const given = JSON.parse(new TextDecoder().decode(bytes)) as RealEvent[];
    const first = await imported();
    expect(first.progress).toMatchObject({ rows: 5613, created: 5612, rejected: 1 });
    const rows = await rowsOf(first.id);
    expect(rows.map(({ row }) => row)).toEqual(given.map((_, index) => index + 1));

    const events = await exportedEvents();
    for (const { row, eventId } of rows) {
      if (eventId === null) continue;
      const { startDate, endDate } = given[row - 1] ?? {};
      const served = events.get(eventId)?.map(({ date, endDate: end }) => [date, end ?? date]);
      expect(served, `row ${row}`).toEqual([[startDate, endDate]]);
    }

    expect((await imported()).progress).toMatchObject({ unchanged: 5612, rejected: 1, created: 0 });

    expect((await promoter.call("POST", `/v1/imports/${first.id}/undo`)).status).toBe(202);
    expect((await settled(first.id, "undone")).progress.undone).toBe(5612);
    const left = await exportedEvents();
    expect(rows.filter(({ eventId }) => eventId !== null && left.has(eventId))).toEqual([]);
  });

  type Performances = readonly { readonly date: string; readonly endDate: string | null }[];

  async function exportedEvents(): Promise<Map<string, Performances>> {
    const text = await (await promoter.call("GET", "/v1/export")).text();
    const lines = text.split("\n").filter((line) => line !== "");
    const all = lines.map((line) => JSON.parse(line) as { kind: string; id: string; performances: Performances });
    return new Map(all.filter(({ kind }) => kind === "event").map(({ id, performances }) => [id, performances]));
  }
});
