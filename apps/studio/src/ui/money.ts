import { formatMoney as formatMoneyIn } from "@liveotter/core/money";

/** The same forms as on the fans' pages. */
const LOCALE = "en-GB";

/** `€12.50`: minor units as people write them, with the currency's own decimals. */
export const formatMoney = (minor: number, currency: string): string => formatMoneyIn(minor, currency, LOCALE);

const whole = new Intl.NumberFormat(LOCALE);

/** `12,500` */
export const formatCount = (count: number): string => whole.format(count);

/** `1 ticket`, `12,500 tickets` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
