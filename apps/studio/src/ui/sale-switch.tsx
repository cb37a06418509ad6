import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain } from "../api/answer.ts";
import { api } from "../api/api.ts";
import { queryClient } from "../api/query-client.ts";
import { Button } from "./button.tsx";
import { Confirm } from "./dialog.tsx";
import { tell } from "./toast.tsx";

interface Props {
  readonly event: Pick<MyEvent, "id" | "status">;
  readonly stopped: boolean;
}

/** Stops the sale by hand, or lets it go on: at once, for everybody. */
export function SaleSwitch({ event, stopped }: Props) {
  const [asking, setAsking] = useState(false);
  const turn = useMutation({
    mutationFn: () => answer(stopped ? api.startSale(event.id) : api.stopSale(event.id)),
    onSuccess: (selling) => {
      setAsking(false);
      tell(selling.stopped ? "The sale is stopped." : "The sale goes on.");
    },
    onSettled: () => {
      for (const key of ["sales", "selling"]) void queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  if (event.status === "cancelled" || event.status === "archived") return null;
  return (
    <>
      <Button tone={stopped ? "accent" : "stop"} onClick={() => setAsking(true)}>
        {stopped ? "Start the sale…" : "Stop the sale…"}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={stopped ? "Let the sale go on?" : "Stop the sale?"}
        description={
          stopped
            ? "Fans can put tickets into their carts and order again, as the event’s times and quotas allow."
            : "Nobody can put tickets into a cart or order from now on. What is ordered already may still be paid. You can start it again at any time."
        }
        action={turn.isPending ? "One moment…" : stopped ? "Start it" : "Stop it"}
        tone={stopped ? "accent" : "stop"}
        busy={turn.isPending}
        error={turn.error === null ? null : explain(turn.error)}
        onConfirm={() => turn.mutate()}
      />
    </>
  );
}
