import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import type { Picture } from "./camera.ts";

/** The list of events on a desk, an event and a ticket on phones: one picture, 1600 px wide. */
export async function takeReadmePicture(
  browser: Browser,
  pictures: readonly Picture[],
  folder: string,
  path: string,
): Promise<void> {
  const shot = async (group: string, name: string, width: number, scheme: "light" | "dark") => {
    const found = pictures
      .find((picture) => picture.group === group && picture.name === name)
      ?.shots.find((each) => each.width === width && each.scheme === scheme);
    if (found === undefined) throw new Error(`there is no picture of ${group}, ${name}`);
    return `data:image/png;base64,${(await readFile(join(folder, found.file))).toString("base64")}`;
  };
  const page = await browser.newPage({ viewport: { width: 1600, height: 860 } });
  await page.setContent(`<style>
    body { margin: 0; height: 860px; position: relative; overflow: hidden; background: #e9e6df }
    div { position: absolute; overflow: hidden; border-radius: 14px; box-shadow: 0 10px 40px #0003 }
    .phone { width: 300px; height: 610px; border-radius: 26px; border: 6px solid #1b1b1f }
    img { display: block; width: 100% }
  </style>
  <div style="left: 40px; top: 40px; width: 1180px; height: 900px"><img src="${await shot("Finding", "List", 1280, "light")}"></div>
  <div class="phone" style="left: 880px; top: 200px"><img src="${await shot("Finding", "Event", 360, "light")}"></div>
  <div class="phone" style="left: 1240px; top: 120px"><img src="${await shot("Buying", "Tickets", 360, "dark")}"></div>`);
  await page.screenshot({ path });
  await page.close();
}
