import { at } from "../../words/locale.ts";
import { forgetHolds } from "../cookies.ts";
import type { SaleAnswer, Visit } from "../visit.ts";

/** Forgets on this browser what its cart has, and what was typed: sent on here by "forget me on this device". */
export const endCart = async ({ cookies, locale }: Visit): Promise<SaleAnswer> => ({
  kind: "go",
  to: at(locale, "/my-orders"),
  cookies: forgetHolds(cookies),
});
