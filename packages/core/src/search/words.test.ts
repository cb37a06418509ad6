import { describe, expect, it } from "vitest";
import { emojiOf, nameWords, searchWords, typosForgiven } from "./words.ts";

describe("the words of a text", () => {
  it("are folded, and each is there once", () => {
    expect(searchWords("  Kraków, KRAKOW & Łódź! ")).toEqual(["krakow", "lodz"]);
  });

  it("keep the words of a name with emoji, and lose the emoji", () => {
    expect(searchWords("We ❤️ Speed 🎉")).toEqual(["we", "speed"]);
    expect(searchWords("🎉 👩‍👩‍👧‍👦 🇵🇱")).toEqual([]);
  });

  it("are pairs of letters where a script has no spaces, and whole syllables in Korean", () => {
    expect(searchWords("東京大会 2026")).toEqual(["東京", "京大", "大会", "2026"]);
    expect(searchWords("神")).toEqual(["神"]);
    expect(searchWords("서울 축제")).toEqual(["서울", "축제"]);
  });

  it("come from Cyrillic and Greek too", () => {
    expect(searchWords("Фестиваль Αθήνα")).toEqual(["фестиваль", "αθηνα"]);
  });

  it("of a name include those inside its compounds", () => {
    expect(nameWords("RubyConf2026")).toEqual(["rubyconf2026", "ruby", "conf", "2026"]);
    expect(nameWords("JSConf EU")).toEqual(["jsconf", "eu", "js", "conf"]);
  });
});

describe("emoji", () => {
  it("are whole, without skin tone or presentation", () => {
    expect(emojiOf("❤️ ❤ 👍🏽 🇵🇱 a1#")).toEqual(["❤", "👍", "🇵🇱"]);
  });
});

describe("typos", () => {
  it("are forgiven by length, never in numbers", () => {
    expect(["abcd", "abcde", "abcdefghi", "2026a5678"].map(typosForgiven)).toEqual([0, 1, 2, 0]);
  });
});
