import type { OrderRow } from "@liveotter/database/orders/read-order";

const OPEN: readonly string[] = ["confirming", "needs_action", "awaiting_transfer"];

/** The payment of an order whose outcome is not known for good, of which there is one at most. */
export const openPaymentOf = ({ payments }: OrderRow) => payments.find(({ state }) => OPEN.includes(state)) ?? null;
