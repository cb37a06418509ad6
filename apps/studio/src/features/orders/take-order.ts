import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import { queryClient } from "../../api/query-client.ts";

export const orderKey = (id: string) => ["orders", "one", id] as const;

/** An order as a change left it: its page shows that at once, and whatever counts orders looks again. */
export function takeOrder(order: MyOrder): void {
  queryClient.setQueryData(orderKey(order.id), order);
  void queryClient.invalidateQueries({ queryKey: ["orders", "list"] });
  for (const key of ["sales", "refunds", "attendees", "money"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
