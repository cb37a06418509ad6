import { expect, test } from "vitest";
import { keepDraft, readDraft } from "./draft.ts";

const REF = "ad52ef01b3c4";
const none = new Map<string, string>();
const kept = (form: URLSearchParams) => keepDraft(form, REF, none)[0]?.value ?? null;
const sent = (draft: string | null, of = REF) => ({
  named: {},
  perHold: { hold: none, draft: draft === null ? none : new Map([[of, draft]]) },
});
const read = (draft: string | null) => [...readDraft(sent(draft), { ref: REF, old: false })];

const again = (form: URLSearchParams) => read(kept(form));

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
  expect(kept(new URLSearchParams({ key: "k", email: "" }))).toBeNull();
});

test.each(["Größe", "Пётр Поппов", "???????????"])(
  "of more than a cookie holds the first is kept, and how to pay in any case: %s",
  (name) => {
    const form = new URLSearchParams({ email: "a@b.example" });
    for (let at = 0; at < 500; at++) form.append(`guest-x-${at}-name`, `${name} ${at}`);
    form.append("method", "door");
    const value = kept(form);
    expect(encodeURIComponent(value ?? "").length).toBeLessThan(3900);
    expect(again(form).slice(0, 3)).toEqual([
      ["email", "a@b.example"],
      ["method", "door"],
      ["guest-x-0-name", `${name} 0`],
    ]);
  },
);

test.each(["", "%", "bm8=", btoa("[1]"), btoa('[["email"]]'), btoa('[["total","1"]]'), btoa("{}"), btoa("null")])(
  "%s is no draft of ours",
  (cookie) => {
    expect(read(cookie)).toEqual([]);
  },
);

test("each hold has a draft of its own; one from before holds had names is that of the one hold", () => {
  const draft = kept(new URLSearchParams({ name: "Ada" }));
  expect([...readDraft(sent(draft, "0123456789ab"), { ref: REF, old: true })]).toEqual([]);
  const before = { named: { draft: draft ?? "" }, perHold: { hold: none, draft: none } };
  expect([...readDraft(before, { ref: REF, old: true })]).toEqual([["name", "Ada"]]);
  expect([...readDraft(before, { ref: REF, old: false })]).toEqual([]);
});

test("where all drafts together take too much room, the oldest others go", () => {
  const others = new Map([
    ["000000000001", "x".repeat(3000)],
    [REF, "x".repeat(3000)],
    ["000000000002", "x".repeat(3000)],
    ["000000000003", "x".repeat(3000)],
  ]);
  const changes = keepDraft(new URLSearchParams({ name: "A".repeat(1000) }), REF, others);
  expect(changes.map(({ of, value }) => [of, value === null])).toEqual([
    [REF, false],
    ["000000000001", true],
  ]);
});
