import { existsSync, globSync } from "node:fs";
import { join } from "node:path";

/** Where a path of this repository begins; anything else in code style is a word, a command or an address. */
const ROOTS = /^(?:\.ci|apps|bench|docs|e2e|packages|scripts)\//;

/**
 * The paths that a document names, in code style or as a link, and that do not exist. `*` stands for any name, a
 * trailing slash for a folder; text with other placeholders (`<app>`, `NNNN`, `…`) is left alone, and so is what a build
 * makes (`dist`), which a clean checkout does not have.
 *
 * @param folder the document's own folder, relative to the root: links are relative to it.
 */
export function missingPaths(markdown: string, root: string, folder: string): string[] {
  const code = [...markdown.matchAll(/`([^`\n]+)`/g)].flatMap(([, text = ""]) =>
    text.split(/\s+/).filter((word) => ROOTS.test(word)),
  );
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    const path = target.replace(/[#?].*$/, "");
    return path === "" || /^[a-z]+:/.test(path) ? [] : [join(folder, path)];
  });
  const named = [...code.map((path) => path.replace(/[.,;:)]+$/, "").replace(/:\d+$/, "")), ...links];
  const plain = [...new Set(named)].filter((path) => !/[<>{}$…]|NNNN|\.\.\.|\/dist\b/.test(path));
  return plain.filter((path) => !exists(path, root));
}

function exists(path: string, root: string): boolean {
  if (path.includes("*")) return globSync(path, { cwd: root }).length > 0;
  return existsSync(join(root, path));
}
