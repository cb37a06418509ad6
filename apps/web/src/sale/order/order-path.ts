import type { OrderReply } from "@liveotter/contracts/public/orders";

/** The order's page, for whoever has the link. */
export const orderPath = ({ id, key }: Pick<OrderReply, "id" | "key">): string => `/orders/${id}/${key}`;
