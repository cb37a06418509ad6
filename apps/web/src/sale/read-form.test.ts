import { expect, test } from "vitest";
import { readForm } from "./read-form.ts";
import { requestKey } from "./request-key.ts";

const TYPE = "application/x-www-form-urlencoded";
const send = (body: string, type = TYPE) =>
  readForm(new Request("https://fans.example/", { method: "POST", body, headers: { "Content-Type": type } }));

test("a form is read with whatever letters were typed", async () => {
  const form = await send("name=%C5%81ukasz+%F0%9F%A6%A6&email=a%40b.example", `${TYPE}; charset=UTF-8`);
  expect([...(form ?? [])]).toEqual([
    ["name", "Łukasz 🦦"],
    ["email", "a@b.example"],
  ]);
});

test("a form is read in parts as well, as mail programs send it, without the files in it", async () => {
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = part('f"; filename="x.txt', "file");
  const body = `${part("List-Unsubscribe", "One-Click")}${file}--b--\r\n`;
  expect([...((await send(body, "multipart/form-data; boundary=b")) ?? [])]).toEqual([
    ["List-Unsubscribe", "One-Click"],
  ]);
  expect(await send(body, "multipart/form-data; boundary=other")).toBeNull();
  expect(await send(body, "multipart/form-data")).toBeNull();
});

test("what is no form, or too long, is not read", async () => {
  expect(await send("{}", "text/plain")).toBeNull();
  expect(await send("a=1", `${TYPE}x`)).toBeNull();
  expect(await send(`a=${"x".repeat(600_000)}`)).toBeNull();
});

test("the same form sent again is the same request, with another wish another", async () => {
  const two = { lines: [{ quantity: 2 }] };
  expect(await requestKey("k", two)).toBe(await requestKey("k", { lines: [{ quantity: 2 }] }));
  expect(await requestKey("k", two)).not.toBe(await requestKey("k", { lines: [{ quantity: 3 }] }));
  expect(await requestKey("k", two)).not.toBe(await requestKey("l", two));
  expect((await requestKey("k".repeat(36), two)).length).toBeGreaterThanOrEqual(16);
});
