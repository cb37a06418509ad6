import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";

/** A state of the product, seen in each width and scheme. */
export interface Picture {
  readonly group: string;
  readonly name: string;
  readonly shots: readonly Shot[];
}

interface Shot {
  /** Of the screen, in CSS pixels. */
  readonly width: number;
  readonly scheme: "light" | "dark";
  /** Its name in the folder of all pictures. */
  readonly file: string;
}

const SCREENS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
] as const;

/** What is below is more of the same. */
const TALLEST_PX = 2400;

/** Takes pictures into one folder, and remembers what went wrong on the way. */
export class Camera {
  readonly pictures: Picture[] = [];
  /** What could not be seen, and what was cut off, in words. */
  readonly faults: string[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Goes where a state is and takes its picture. One that is not reached leaves the others. */
  async see(page: Page, group: string, name: string, reach: () => Promise<unknown>): Promise<void> {
    try {
      await reach();
      await this.#take(page, group, name);
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      this.faults.push(`${group}, ${name}: not seen: ${reason}`);
    }
  }

  async #take(page: Page, group: string, name: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const shots: Shot[] = [];
    for (const screen of SCREENS) {
      await page.setViewportSize(screen);
      for (const scheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        const size = await page.evaluate(async () => {
          // What comes in view late is to be in the picture, too.
          for (const image of document.images) image.loading = "eager";
          await Promise.allSettled([...document.images].map((image) => image.decode()));
          const { scrollWidth, scrollHeight, clientWidth } = document.documentElement;
          // What lies over the page is all that is to be seen then.
          const height = document.querySelector("dialog[open]") === null ? scrollHeight : innerHeight;
          return { over: scrollWidth - clientWidth, height };
        });
        if (size.over > 0) this.faults.push(`${group}, ${name}: ${size.over} px are cut off at ${screen.width}`);
        const file = `${[group, name, screen.width, scheme].join(" ").replaceAll(/[^\w]+/g, "-")}.png`.toLowerCase();
        await page.screenshot({
          path: join(this.#folder, file),
          fullPage: true,
          clip: { x: 0, y: 0, width: screen.width, height: Math.min(size.height, TALLEST_PX) },
          animations: "disabled",
          timeout: 20_000,
        });
        shots.push({ width: screen.width, scheme, file });
      }
    }
    this.pictures.push({ group, name, shots });
  }
}
