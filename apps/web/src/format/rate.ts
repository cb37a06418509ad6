import type { Locale } from "../words/locale.ts";
import { oncePer } from "./once-per.ts";

const percent = oncePer(
  (lang) => new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 3, useGrouping: false }),
);

/** `7.5%` of 7500 thousandths of a per cent, as each language writes it. */
export const formatRate = ({ lang }: Locale, thousandths: number): string =>
  percent(lang).format(thousandths / 100_000);
