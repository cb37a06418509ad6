import type { MyOrder, RefundChoice } from "@liveotter/contracts/promoter/orders";
import { priceOf } from "../../ui/number-text.ts";

/** A refund as it stands in its form. */
export interface RefundForm {
  readonly what: RefundChoice["what"];
  readonly itemIds: readonly string[];
  readonly amount: string;
  readonly keepFees: boolean;
}

export const NEW_REFUND: RefundForm = { what: "whole", itemIds: [], amount: "", keepFees: false };

/** The refund that the form asks for; text says what is still missing, and an empty one that nothing was said yet. */
export function choiceOf(form: RefundForm, order: Pick<MyOrder, "currency" | "refundable">): RefundChoice | string {
  const { what, itemIds, keepFees } = form;
  switch (what) {
    case "whole":
      return { what, keepFees };
    case "items":
      return itemIds.length === 0 ? "" : { what, itemIds: [...itemIds], keepFees };
    case "amount": {
      if (form.amount.trim() === "") return "";
      const amount = priceOf(form.amount, order.currency);
      if (typeof amount === "string") return amount;
      if (amount === 0) return "Enter an amount above zero.";
      return amount > order.refundable ? "This is more than is left." : { what, amount };
    }
  }
}

/** Whether tickets of an item may still be chosen. */
export const isLeft = ({ cancelled, refunded, total }: MyOrder["items"][number]): boolean =>
  !cancelled || refunded < total;
