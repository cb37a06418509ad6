import { markForgotten } from "./forgotten.ts";
import { forget, forgetWhatIsOver, keptOrders, keptPages } from "./kept.ts";

/** Lists the tickets that this phone keeps, each with a way to have it forgotten. */
interface KeptOrder {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly when: string;
  /** Soon over is in front. */
  readonly until: string;
}

async function readKept(): Promise<KeptOrder[]> {
  await forgetWhatIsOver(Date.now());
  const orders = await Promise.all(
    (await keptOrders()).map(async (id) => {
      const [first] = await keptPages(id);
      if (first === undefined) return [];
      const page = new DOMParser().parseFromString(await first.page.text(), "text/html");
      const {
        name = "",
        when = "",
        keepUntil: until = "",
      } = page.querySelector<HTMLElement>("[data-keep-until]")?.dataset ?? {};
      return [{ id, url: first.url, name, when, until }];
    }),
  );
  return orders.flat().sort((a, b) => a.until.localeCompare(b.until));
}

async function list(place: HTMLElement): Promise<void> {
  const template = place.querySelector("template");
  const rows = place.querySelector("ul");
  if (template === null || rows === null) return;
  const kept = await readKept();
  const items = kept.map((order) => {
    const row = template.content.cloneNode(true);
    if (!(row instanceof DocumentFragment)) return "";
    const link = row.querySelector("a");
    const button = row.querySelector("button");
    if (link !== null) {
      link.href = order.url;
      const name = link.querySelector("bdi");
      if (name !== null) name.textContent = order.name;
    }
    const when = row.querySelector("[data-when]");
    if (when !== null) when.textContent = order.when;
    button?.setAttribute("aria-label", `${button.textContent?.trim()}: ${order.name}`);
    button?.addEventListener("click", () => {
      markForgotten(order.id, true);
      void forget(order.id).then(() => list(place));
    });
    return row;
  });
  rows.replaceChildren(...items);
  for (const part of place.querySelectorAll<HTMLElement>("[data-if]")) {
    part.hidden = (part.dataset.if === "some") !== kept.length > 0;
  }
  place.hidden = kept.length === 0 && place.dataset.always === undefined;
}

async function forgetAll(): Promise<void> {
  for (const order of await keptOrders()) {
    markForgotten(order, true);
    await forget(order);
  }
}

const place = document.querySelector<HTMLElement>("[data-kept-tickets]");
if (place !== null && "caches" in window) void list(place).catch(() => undefined);

// Whoever is to be forgotten on this device leaves nothing on it.
const leaving = document.querySelector<HTMLFormElement>("form[data-forget-all]");
leaving?.addEventListener("submit", (event) => {
  event.preventDefault();
  void forgetAll().finally(() => leaving.submit());
});
