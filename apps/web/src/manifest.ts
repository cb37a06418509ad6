import { at, type Locale } from "./words/locale.ts";

/** What a phone needs to take the pages in as an app. https://www.w3.org/TR/appmanifest/ */
export function answerManifest(locale: Locale): Response {
  const { phone } = locale.words;
  const icon = (name: string, sizes: string, purpose: "any" | "maskable") => ({
    ...{ src: `/icons/${name}`, sizes, type: "image/png", purpose },
  });
  const manifest = {
    // The same app in every language.
    id: "/",
    name: phone.appName,
    short_name: phone.appName,
    description: phone.appAbout,
    lang: locale.lang,
    dir: locale.dir,
    start_url: at(locale, "/"),
    scope: "/",
    display: "standalone",
    background_color: "#fbfaf7",
    theme_color: "#0a655c",
    categories: ["entertainment", "events"],
    icons: [
      icon("icon-192.png", "192x192", "any"),
      icon("icon-512.png", "512x512", "any"),
      icon("maskable-512.png", "512x512", "maskable"),
    ],
    shortcuts: [
      { name: phone.appOrders, url: at(locale, "/my-orders") },
      { name: phone.appEvents, url: at(locale, "/events") },
    ],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { "Content-Type": "application/manifest+json", "Cache-Control": "public, max-age=3600" },
  });
}
