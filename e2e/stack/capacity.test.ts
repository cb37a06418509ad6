import pg from "pg";
import { describe, expect, inject, it } from "vitest";
import { PromoterClient } from "../promoter.ts";
import { open } from "../resiliency.ts";

const urls = inject("urls");
const env = inject("env");

/** Takes connections of a role until the database gives no more; answers how many it took and how to let go. */
async function takeAll(url: string): Promise<{ taken: number; release(): Promise<void> }> {
  const held: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("begin");
      held.push(client);
    } catch (error) {
      expect(error).toMatchObject({ code: "53300" });
      break;
    }
  }
  return { taken: held.length, release: async () => void (await Promise.all(held.map((client) => client.end()))) };
}

describe("a database role without a free connection", () => {
  it("leaves uncached public reads alone when it is the promoters'", async () => {
    const { taken, release } = await takeAll(env.DATABASE_URL_PROMOTER ?? "");
    try {
      expect(taken).toBeGreaterThan(0);
      for (let n = 0; n < 20; n++) {
        const list = await open(urls, "list", []);
        expect(list).toMatchObject({ status: 200, source: "database" });
      }
    } finally {
      await release();
    }
  });

  it("leaves promoters' saves alone when it is the public's, and fans read on from the snapshot", async () => {
    const promoter = new PromoterClient(urls.promoters);
    const [login] = inject("logins");
    if (login) await promoter.signIn(login);
    const { release } = await takeAll(env.DATABASE_URL_PUBLIC ?? "");
    try {
      for (let n = 0; n < 10; n++) await promoter.draft(`Saved all the same ${n}`, "Gdynia", 40);
      const list = await open(urls, "list", []);
      expect(list.status).toBe(200);
      expect(list.items).toBe(5);
    } finally {
      await release();
    }
  });
});
