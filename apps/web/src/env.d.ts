/** The text that `bundle-service-worker.ts` makes. */
declare module "virtual:service-worker" {
  const source: string;
  export default source;
}

declare namespace App {
  /** What the worker hands to each page it has rendered. */
  interface Locals {
    readonly catalogue: import("./catalogue/fan-catalogue.ts").FanCatalogue;
    /** What the page shows, filled by the catalogue as it answers. */
    readonly shown: import("./catalogue/recorded.ts").Shown;
    /** Scheme and host of canonical links. */
    readonly origin: string;
    readonly query: import("./address.ts").Query;
    /** The language the page is in, with all its words. */
    readonly locale: import("./words/locale.ts").Locale;
    /** Path and query of this page, without the locale's prefix: where the same page is in other languages. `null`: nobody says. */
    readonly here: string | null;
    /** Epoch milliseconds. */
    readonly now: number;
    /** What a page of a preview shows; `null` for every other page. */
    readonly preview: import("@liveotter/contracts/public/catalogue").PreviewPage | null;
    /** What a page of the sale shows; `null` for every other page. */
    readonly view: import("./sale/sale-view.ts").SaleView | null;
  }
}
