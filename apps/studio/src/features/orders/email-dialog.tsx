import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { orderKey, takeOrder } from "./take-order.ts";

/** Moves an order to another email address. */
export function EmailDialog({ order, onClose }: { readonly order: MyOrder; readonly onClose: () => void }) {
  const [email, setEmail] = useState("");
  const what = `email ${order.id}`;
  const change = useMutation({
    mutationFn: () => {
      const body = { email: email.trim() };
      return answer(api.changeOrderEmail(order.id, body, { key: keyFor(what, body) }));
    },
    onSuccess: (after) => {
      forgetKey(what);
      takeOrder(after);
      tell(`The order now belongs to ${after.email ?? ""}.`);
      onClose();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: orderKey(order.id) }),
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title="Correct the email address"
      description={
        order.email === null
          ? "The tickets are sent to the new address."
          : `The tickets get new codes and are sent to the new address. Links and codes sent to ${order.email} stop working, and that address is notified.`
      }
      action={change.isPending ? "Saving…" : "Change email address"}
      tone="accent"
      busy={change.isPending}
      error={change.error === null ? null : explain(change.error)}
      onConfirm={() => change.mutate()}
    >
      <TextField
        label="New email address"
        type="email"
        autoComplete="off"
        required
        maxLength={320}
        value={email}
        onChange={(input) => setEmail(input.target.value)}
      />
    </Confirm>
  );
}
