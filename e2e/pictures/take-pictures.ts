import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@liveotter/devstack/stack";
import { chromium } from "@playwright/test";
import { CHROMIUM } from "../chromium.ts";
import { type Look, walkFansPages, walkInLanguage, walkOutages } from "../walk/fans-walk.ts";
import { walkStudio } from "../walk/studio-walk.ts";
import { Camera } from "./camera.ts";
import { contactSheet } from "./contact-sheet.ts";
import { takeReadmePicture } from "./readme-picture.ts";

/**
 * Fills `folder` with a picture of every page and state, and an `index.html` of them all; `readme` is where the README's
 * picture goes, if it is wanted. Answers how many states there are, and what went wrong on the way, in words.
 */
export async function takePictures(
  stack: Stack,
  folder: string,
  readme: string | null,
): Promise<{ readonly states: number; readonly faults: readonly string[]; readonly sheet: string }> {
  await rm(folder, { recursive: true, force: true });
  const browser = await chromium.launch(CHROMIUM);
  try {
    const camera = new Camera(folder);
    const look: Look = (page, group, name, reach) => camera.see(page, group, name, reach);
    await walkFansPages(browser, look, stack);
    await walkInLanguage(browser, look, stack.urls, { group: "German", prefix: "/de" });
    await walkInLanguage(browser, look, stack.urls, { group: "Right to left", prefix: "/xb" });
    await walkStudio(browser, look, stack);
    await walkOutages(browser, look, stack.urls);
    const { pictures, faults } = camera;
    const sheet = join(folder, "index.html");
    await writeFile(sheet, contactSheet(pictures, faults));
    if (readme !== null) await takeReadmePicture(browser, pictures, folder, readme);
    return { states: pictures.length, faults, sheet };
  } finally {
    await browser.close();
  }
}
