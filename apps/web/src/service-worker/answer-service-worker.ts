import source from "virtual:service-worker";
import { entityTag } from "@liveotter/contracts/http/entity-tag";
import { renderWithoutCatalogue } from "../render.ts";
import { at, LANGUAGES } from "../words/locale.ts";

/**
 * Takes the place of whatever service worker a phone has, forgets all that was kept, and goes: what is sent once pages
 * should be without one (`SERVICE_WORKER` is `off`).
 */
const NONE = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
`;

/** Not the promise of it: one that fails, or ends with the request that began it, would be everybody's. */
let version: string | undefined;

/** `/sw.js`. Browsers ask for it anew at most pages, and take it when a byte of it is another. */
export async function answerServiceWorker(on: boolean): Promise<Response> {
  const headers = { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache" };
  if (!on) return new Response(NONE, { headers });
  version ??= await versionOf();
  const paths = LANGUAGES.map((locale) => at(locale, "/offline"));
  const text = `const VERSION=${JSON.stringify(version)},OFFLINE=${JSON.stringify(paths)};\n${source}`;
  return new Response(text, { headers });
}

/** What the pages are that it keeps: they name all that they need by its content. */
async function versionOf(): Promise<string> {
  const pages = LANGUAGES.map((locale) =>
    renderWithoutCatalogue("/offline", { origin: "https://liveotter.invalid", locale, query: {}, here: "/offline" }),
  );
  return (await entityTag((await Promise.all(pages)).join(""))).replaceAll(/[^\w-]/g, "");
}
