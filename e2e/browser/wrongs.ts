import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";

/** A small phone, and a desk at 200 %: as wide as 1,280 px are then. */
const NARROW = [
  { width: 320, height: 640 },
  { width: 640, height: 400 },
];

/** What is wrong with the page as it is: by axe, light and dark, and what is cut off where there is little room. */
export async function wrongs(page: Page): Promise<string[]> {
  const found = await violationsByLight(page);
  const before = page.viewportSize();
  for (const size of NARROW) {
    await page.setViewportSize(size);
    found.push(...(await cutOff(page)).map((what) => `${what} at ${size.width} px`));
  }
  if (before !== null) await page.setViewportSize(before);
  return found;
}

/** What axe finds wrong with the page as it is, as "dark rule: selector". In the dark only colours are others. */
export async function violationsByLight(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, of] of [
    ["light", "everything"],
    ["dark", "colours"],
  ] as const) {
    // Colours that are on their way to others are nobody's to read.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    found.push(...(await violations(page, of)).map((violation) => `${colorScheme} ${violation}`));
  }
  return found;
}

/** What reaches beyond the screen, and every text whose end is hidden. What is hidden on purpose is a pixel wide. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const beyond = scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px are cut off`] : [];
    const hidden = [...document.body.querySelectorAll<HTMLElement>("*")].filter((element) => {
      const says = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
      if (!says || element.clientWidth <= 1 || element.scrollWidth <= element.clientWidth + 1) return false;
      return ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    });
    return beyond.concat(hidden.map((element) => `“${element.textContent?.trim()}” is cut off`));
  });
}
