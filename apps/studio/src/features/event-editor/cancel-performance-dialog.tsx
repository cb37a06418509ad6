import type { PerformanceCancellationPreview } from "@liveotter/contracts/promoter/events";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain, tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { counted, formatMoney } from "../../ui/money.ts";
import { tell } from "../../ui/toast.tsx";
import { isDirty } from "./model/edit-session.ts";
import { useEditor, useEditorState } from "./use-editor.ts";

interface Props {
  readonly performanceId: string;
  /** `12 June 2027, 20:00` */
  readonly when: string;
  readonly onClose: () => void;
}

type PassChoice = "keep" | "refund";

/** Cancels one performance of several: what it does to its orders stands there first. */
export function CancelPerformanceDialog({ performanceId, when, onClose }: Props) {
  const editor = useEditor();
  const eventId = useEditorState(({ session }) => session.event.id);
  const dirty = useEditorState(({ session }) => isDirty(session));
  const [passes, setPasses] = useState<PassChoice | null>(null);
  const preview = useQuery({
    queryKey: ["cancellation", eventId, performanceId],
    queryFn: ({ signal }) => answer(api.previewPerformanceCancellation(eventId, performanceId, { signal })),
    staleTime: 0,
  });
  const cancel = useMutation({
    mutationFn: () => {
      const { etag } = editor.state().session;
      return tagged(api.cancelPerformance(eventId, performanceId, passes === null ? {} : { passes }, { etag }));
    },
    onSuccess: ({ data, etag }) => {
      editor.receive(data, etag);
      for (const key of ["events", "sales", "orders", "refunds"])
        void queryClient.invalidateQueries({ queryKey: [key] });
      tell("The performance is cancelled. Its sales page shows how far the refunds are.");
      onClose();
    },
  });
  const undecided = (preview.data?.passes.count ?? 0) > 0 && passes === null;
  const error = dirty ? UNPUBLISHED : cancel.error === null ? null : explain(cancel.error);
  return (
    <Confirm
      open
      onClose={onClose}
      title="Cancel this performance?"
      description={`${when}: its sale stops at once, and its tickets are refunded. The event's other performances go on. You can't undo this.`}
      action="Cancel performance"
      busy={cancel.isPending}
      error={error}
      onConfirm={() => !dirty && !undecided && preview.data !== undefined && cancel.mutate()}
    >
      {preview.error !== null ? (
        <p className="soft">We couldn't count its orders: {explain(preview.error)}</p>
      ) : preview.data === undefined ? (
        <p className="soft">Counting…</p>
      ) : (
        <>
          <Effect preview={preview.data} passes={passes} />
          {preview.data.passes.count > 0 && (
            <Passes preview={preview.data} choice={passes} onChoose={setPasses} undecided={undecided} />
          )}
        </>
      )}
    </Confirm>
  );
}

const UNPUBLISHED = "There are changes that are not published yet. Publish or discard them first.";

function Effect({
  preview,
  passes,
}: {
  readonly preview: PerformanceCancellationPreview;
  readonly passes: PassChoice | null;
}) {
  const { orders, pendingOrders, tickets, mails, amount, currency } = preview;
  if (orders + pendingOrders === 0)
    return <p>Nobody has ordered it yet: nothing is refunded, and nobody is emailed.</p>;
  const refunded = amount + (passes === "refund" ? preview.passes.amount : 0);
  return (
    <ul className="small" aria-live="polite">
      {refunded > 0 && (
        <li>
          <strong>{formatMoney(refunded, currency)}</strong> will be refunded, in {counted(orders, "order")} at most.
          Other tickets in these orders stay valid.
        </li>
      )}
      {tickets > 0 && <li>{counted(tickets, "ticket")} for this performance will be void, guests’ included.</li>}
      {pendingOrders > 0 && <li>{counted(pendingOrders, "unpaid order")} with this performance will end.</li>}
      <li>{counted(mails, "buyer")} will be emailed once.</li>
    </ul>
  );
}

interface PassesProps {
  readonly preview: PerformanceCancellationPreview;
  readonly choice: PassChoice | null;
  readonly undecided: boolean;
  readonly onChoose: (choice: PassChoice) => void;
}

function Passes({ preview: { passes, currency }, choice, undecided, onChoose }: PassesProps) {
  const choices: Readonly<Record<PassChoice, string>> = {
    keep: "Keep them valid for the other performances",
    refund: `Refund the whole pass (${formatMoney(passes.amount, currency)} in all)`,
  };
  return (
    <fieldset>
      <legend>{counted(passes.count, "pass", "passes")} admit to it as well</legend>
      {(["keep", "refund"] as const).map((each) => (
        <label key={each} className="tick">
          <input type="radio" name="passes" checked={choice === each} onChange={() => onChoose(each)} />
          <span>{choices[each]}</span>
        </label>
      ))}
      {undecided && <p className="soft small">Choose what happens to the passes.</p>}
    </fieldset>
  );
}
