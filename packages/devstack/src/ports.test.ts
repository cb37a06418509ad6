import { createServer } from "node:net";
import { expect, test } from "vitest";
import { BLOCK_SIZE, freeBlock, isFree, PORTS, requireFree, StartError } from "./ports.ts";

test("a free block leaves every port of the stack free", async () => {
  const base = await freeBlock();
  await requireFree(Object.fromEntries(Object.entries(PORTS).map(([name, offset]) => [name, base + offset])));
  expect(Math.max(...Object.values(PORTS))).toBeLessThan(BLOCK_SIZE);
});

test("a port in use is named in one line that says what to do", async () => {
  const base = await freeBlock();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(base + 3, "127.0.0.1", resolve));
  try {
    expect(await isFree(base + 3)).toBe(false);
    const error: unknown = await requireFree({ fans: base, mailbox: base + 3 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toMatch(
      new RegExp(`^StartError: Port ${base + 3} \\(mailbox\\) is in use: .*LIVEOTTER_PORT`),
    );
    expect(String(error)).not.toContain("\n");
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
