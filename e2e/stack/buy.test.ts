import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { root } from "../start-stack.ts";

const urls = inject("urls");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "liveotter-buy-"));
  await writeFile(join(folder, "demo-logins.json"), JSON.stringify(inject("logins")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("takes a stranger from the list to a ticket on paper and back to the money with curl, as the script in docs does", async () => {
  const env = { ...process.env, STUDIO: urls.promoters, PUBLIC: urls.api, LOGINS: join(folder, "demo-logins.json") };
  const { stdout } = await promisify(execFile)("bash", [join(root, "docs/buy-with-curl.sh")], { env, timeout: 55_000 });
  expect(stdout).toMatch(/^order \w+: pending$/m);
  expect(stdout).toMatch(/^the order is paid$/m);
  expect(stdout).toMatch(/^tickets.pdf: %PDF-1\.\d, \d{4,} bytes$/m);
  expect(stdout).toMatch(/^the order is refunded, the refund: (\d+) succeeded$/m);
});
