import type { OrderRow } from "@liveotter/database/orders/read-order";

const OPEN: readonly string[] = ["confirming", "needs_action", "awaiting_transfer"];

/** Payments of an order whose outcome is not final: at most one by card, in front, and one that waits for money. */
export const openPaymentsOf = ({ payments }: Pick<OrderRow, "payments">) =>
  payments
    .filter(({ state }) => OPEN.includes(state))
    .toSorted((a, b) => Number(a.provider === "manual") - Number(b.provider === "manual"));
