import { CARD } from "@liveotter/core/share-card";
import { at, LANGUAGES, type Locale } from "../words/locale.ts";
import { meta } from "./meta.ts";

/** What a page says of itself to whoever shows a link to it. */
export interface Shared {
  readonly origin: string;
  readonly locale: Locale;
  readonly title: string;
  readonly description: string | undefined;
  /** Of the page, without the locale's prefix; none for pages that are not to be found. */
  readonly path: string | undefined;
  /** A share card. */
  readonly picture: { readonly path: string; readonly alt: string } | undefined;
}

/** Where a page has no card, the site's mark stands for it. */
const MARK = { path: "/icons/icon-512.png", width: 512, height: 512, alt: "LiveOtter" };

/** Open Graph (https://ogp.me) and X's card, as `<meta>` elements. */
export function sharedAs({ origin, locale, title, description, path, picture }: Shared): string {
  const { width, height, ...image } = picture === undefined ? MARK : { ...CARD, ...picture };
  const others = LANGUAGES.filter((each) => each !== locale);
  const properties: readonly (readonly [name: string, content: string])[] = [
    ["site_name", "LiveOtter"],
    ["type", "website"],
    ["title", title],
    ...(description === undefined || description === "" ? [] : [["description", description] as const]),
    ...(path === undefined ? [] : [["url", origin + at(locale, path)] as const]),
    ["locale", underscored(locale)],
    ...(path === undefined ? [] : others.map((each) => ["locale:alternate", underscored(each)] as const)),
    ["image", origin + image.path],
    ["image:type", /\.jpg\b/.test(image.path) ? "image/jpeg" : "image/png"],
    ["image:width", String(width)],
    ["image:height", String(height)],
    ["image:alt", image.alt],
  ];
  return (
    properties.map(([name, content]) => meta("property", `og:${name}`, content)).join("") +
    meta("name", "twitter:card", picture === undefined ? "summary" : "summary_large_image")
  );
}

/** As Open Graph writes it: `de_DE`. */
const underscored = ({ tag }: Locale): string => tag.replace("-", "_");
