import { expect, test } from "vitest";
import { emailKeyOf, mailboxOf } from "./email-key.ts";

test("one mailbox is counted once, however its address is written, and found by what was written", () => {
  const written = ["Ada.Lovelace@Example.org", " adalovelace@example.org", "a.d.a.lovelace+tickets+more@EXAMPLE.org"];
  expect(new Set(written.map(mailboxOf))).toEqual(new Set(["adalovelace@example.org"]));
  expect(new Set(written.map(emailKeyOf)).size).toBe(3);
  expect(mailboxOf("ada@mail.example.org")).not.toBe(mailboxOf("ada@example.org"));
});
