import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { FromCarts } from "../../ui/from-carts.tsx";
import { counted, formatMoney } from "../../ui/money.ts";
import { priceOf, priceText } from "../../ui/number-text.ts";
import { methodName } from "../../ui/order-words.tsx";
import { tell } from "../../ui/toast.tsx";
import { EmailDialog } from "./email-dialog.tsx";
import { RefundDialog } from "./refund-dialog.tsx";
import { orderKey, takeOrder } from "./take-order.ts";
import { VoidDialog } from "./void-dialog.tsx";

interface Props {
  readonly order: MyOrder;
  readonly event: MyEvent | undefined;
}

/** What may be done to an order, as it stands. */
export function OrderActions({ order, event }: Props) {
  const [open, setOpen] = useState<"refund" | "void" | "received" | "cancel" | "email" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      {order.may.receivePayment.length > 0 && <Button onClick={() => setOpen("received")}>Money came…</Button>}
      {order.may.resendMail && <Resend order={order} />}
      {order.may.changeEmail && (
        <Button tone="quiet" onClick={() => setOpen("email")}>
          Correct email…
        </Button>
      )}
      {order.may.refund && (
        <Button tone="quiet" onClick={() => setOpen("refund")}>
          {order.total === 0 ? "Take tickets back…" : "Refund…"}
        </Button>
      )}
      {order.may.void && (
        <Button tone="quiet" onClick={() => setOpen("void")}>
          Void without refund…
        </Button>
      )}
      {order.may.cancel && (
        <Button tone="quiet" onClick={() => setOpen("cancel")}>
          Cancel order…
        </Button>
      )}
      {open === "refund" && <RefundDialog order={order} event={event} onClose={close} />}
      {open === "void" && <VoidDialog order={order} event={event} onClose={close} />}
      {open === "received" && <Received order={order} onClose={close} />}
      {open === "email" && <EmailDialog order={order} onClose={close} />}
      {open === "cancel" && <Cancel order={order} onClose={close} />}
    </>
  );
}

function Resend({ order }: { readonly order: MyOrder }) {
  const what = `mail ${order.id}`;
  const resend = useMutation({
    mutationFn: () => answer(api.resendMail(order.id, { key: keyFor(what, order.id) })),
    onSuccess: () => {
      forgetKey(what);
      tell(`The tickets are on their way to ${order.email ?? "the fan"}.`);
      void queryClient.invalidateQueries({ queryKey: orderKey(order.id) });
    },
    onError: (error) => tell(explain(error)),
  });
  return (
    <Button tone="quiet" busy={resend.isPending} onClick={() => resend.mutate()}>
      {resend.isPending ? "Mailing…" : "Mail tickets again"}
    </Button>
  );
}

function Received({ order, onClose }: { readonly order: MyOrder; readonly onClose: () => void }) {
  const [first = "transfer"] = order.may.receivePayment;
  const owed = order.state === "pending" ? order.missing : order.total;
  const [method, setMethod] = useState(first);
  const [text, setText] = useState(priceText(owed, order.currency));
  const [reference, setReference] = useState("");
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  const what = `received ${order.id}`;
  const typed = priceOf(text, order.currency);
  const wrong = typeof typed === "string" ? typed : typed === 0 ? "Enter an amount above zero." : null;
  const amount = typeof typed === "number" && typed > 0 ? typed : null;
  const receive = useMutation({
    mutationFn: (came: number) => {
      const body = { method, amount: came, ...(reference.trim() !== "" && { reference: reference.trim() }) };
      return answer(api.receivePayment(order.id, { ...body, alsoFromCarts }, { key: keyFor(what, body) }));
    },
    onSuccess: (after) => {
      forgetKey(what);
      takeOrder(after);
      tell(
        after.state === "pending"
          ? `Recorded. ${formatMoney(after.missing, after.currency)} is still missing.`
          : order.state !== "paid" && after.state === "paid"
            ? "Paid: the tickets are on their way."
            : "Recorded.",
      );
      onClose();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: orderKey(order.id) }),
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title="How much came?"
      description={receivedEffect(order, owed, amount)}
      action={receive.isPending ? "Recording…" : "Record the money"}
      tone="accent"
      busy={receive.isPending}
      error={receive.error === null ? null : explain(receive.error)}
      onConfirm={() => {
        if (amount !== null) receive.mutate(amount);
      }}
    >
      <TextField
        label={`Amount in ${order.currency}`}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        error={wrong}
        onChange={(input) => setText(input.target.value)}
      />
      <SelectField
        label="How it came"
        value={method}
        onChange={({ target: { value } }) => setMethod(value === "door" ? "door" : "transfer")}
      >
        {order.may.receivePayment.map((way) => (
          <option key={way} value={way}>
            {methodName(way)}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Reference"
        help="What the bank’s statement says, or the receipt’s number."
        optional
        maxLength={200}
        value={reference}
        onChange={(input) => setReference(input.target.value)}
      />
      <FromCarts error={receive.error} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
    </Confirm>
  );
}

/** What becomes of it, before it is recorded. */
function receivedEffect({ state, currency, total }: MyOrder, owed: number, amount: number | null): string {
  if (state === "pending") {
    if (amount === null || amount === owed)
      return "That is all that is owed. The order is paid, and its tickets go out.";
    if (amount < owed)
      return `${formatMoney(owed - amount, currency)} is still missing. The order waits for it, and we tell the buyer.`;
    return `The order is paid. ${formatMoney(amount - owed, currency)} is too much and yours to give back by hand.`;
  }
  if (state === "expired" && (amount === null || amount >= total))
    return "The order has expired. It is paid if its places are still free. If not, the money is yours to give back by hand.";
  return "This order doesn’t take any money. It is yours to give back by hand, and stands among the refunds.";
}

function Cancel({ order, onClose }: { readonly order: MyOrder; readonly onClose: () => void }) {
  const cancel = useMutation({
    mutationFn: () => answer(api.cancelOrder(order.id)),
    onSuccess: (after) => {
      takeOrder(after);
      tell("The order is cancelled.");
      onClose();
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: orderKey(order.id) }),
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Cancel order ${order.number}?`}
      description={`${counted(order.tickets, "place")} ${order.tickets === 1 ? "is" : "are"} for sale again at once. Nothing was paid. This cannot be taken back.`}
      action={cancel.isPending ? "Cancelling…" : "Cancel the order"}
      busy={cancel.isPending}
      error={cancel.error === null ? null : explain(cancel.error)}
      onConfirm={() => cancel.mutate()}
    />
  );
}
