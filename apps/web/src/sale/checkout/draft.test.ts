import { expect, test } from "vitest";
import { keepDraft, readDraft } from "./draft.ts";

const again = (form: URLSearchParams) => [...readDraft(keepDraft(form).value ?? undefined)];

test("what was typed is kept, in whatever letters; what the form carries along is not", () => {
  const typed: [string, string][] = [
    ["email", "łucja@example.com"],
    ["name", 'Łucja 🦦 & Co; = "x"'],
    ["method", "transfer"],
    ["guest-a-b-0-name", "Ada"],
  ];
  expect(
    again(new URLSearchParams([...typed, ["key", "k"], ["total", "4600"], ["do", "keep"], ["code", "X"]])),
  ).toEqual(typed);
  expect(keepDraft(new URLSearchParams({ key: "k", email: "" })).value).toBeNull();
});

test.each(["Größe", "Пётр Поппов", "???????????"])(
  "of more than a cookie holds the first is kept, and how to pay in any case: %s",
  (name) => {
    const form = new URLSearchParams({ email: "a@b.example" });
    for (let at = 0; at < 500; at++) form.append(`guest-x-${at}-name`, `${name} ${at}`);
    form.append("method", "door");
    const { value } = keepDraft(form);
    expect(encodeURIComponent(value ?? "").length).toBeLessThan(3900);
    const kept = again(form);
    expect(kept.slice(0, 3)).toEqual([
      ["email", "a@b.example"],
      ["method", "door"],
      ["guest-x-0-name", `${name} 0`],
    ]);
  },
);

test.each(["", "%", "bm8=", btoa("[1]"), btoa('[["email"]]'), btoa('[["total","1"]]'), btoa("{}"), btoa("null")])(
  "%s is no draft of ours",
  (cookie) => {
    expect([...readDraft(cookie)]).toEqual([]);
  },
);
