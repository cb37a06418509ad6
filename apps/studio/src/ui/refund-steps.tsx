import type { MyRefund } from "@liveotter/contracts/promoter/orders";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain } from "../api/answer.ts";
import { api } from "../api/api.ts";
import { queryClient } from "../api/query-client.ts";
import { Button } from "./button.tsx";
import { Confirm } from "./dialog.tsx";
import { formatMoney } from "./money.ts";
import { tell } from "./toast.tsx";

/** What a person may do about a refund that waits for one: have it tried again, or say that the money went back. */
export function RefundSteps({ refund }: { readonly refund: MyRefund }) {
  const [asking, setAsking] = useState(false);
  const options = {
    onSettled: () => {
      for (const key of ["orders", "refunds", "sales", "money"])
        void queryClient.invalidateQueries({ queryKey: [key] });
    },
  };
  const retry = useMutation({
    mutationFn: () => answer(api.retryRefund(refund.id)),
    onSuccess: ({ state }) => tell(state === "failed" ? "It still fails." : "It is being tried again."),
    onError: (error) => tell(explain(error)),
    ...options,
  });
  const settle = useMutation({
    mutationFn: () => answer(api.settleRefund(refund.id)),
    onSuccess: () => {
      setAsking(false);
      tell("Noted: the money is back.");
    },
    ...options,
  });
  const money = formatMoney(refund.amount, refund.currency);
  // What a provider gives back, it alone can say.
  const byHand = refund.method !== "card" && refund.state !== "succeeded";
  return (
    <>
      {refund.state === "failed" && (
        <Button
          tone="quiet"
          busy={retry.isPending}
          aria-label={`Try again: ${money} of order ${refund.orderNumber}`}
          onClick={() => retry.mutate()}
        >
          Try again
        </Button>
      )}
      {byHand && (
        <Button
          tone="quiet"
          aria-label={`Money is back: ${money} of order ${refund.orderNumber}`}
          onClick={() => setAsking(true)}
        >
          Money is back…
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Did ${money} go back?`}
        description="Note this once the money has left you: the fan is told, and it cannot be taken back."
        action={settle.isPending ? "Noting…" : "It went back"}
        tone="accent"
        busy={settle.isPending}
        error={settle.error === null ? null : explain(settle.error)}
        onConfirm={() => settle.mutate()}
      />
    </>
  );
}
