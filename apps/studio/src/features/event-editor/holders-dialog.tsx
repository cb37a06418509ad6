import type { HoldersPreview } from "@liveotter/contracts/promoter/events";
import { useState } from "react";
import { Confirm } from "../../ui/dialog.tsx";
import { Tick } from "../../ui/field.tsx";
import { counted } from "../../ui/money.ts";
import { changedText, emailedText } from "./holders-text.ts";

interface Props {
  readonly preview: HoldersPreview;
  readonly onClose: () => void;
  readonly onPublish: (options: { readonly refundWindow: boolean }) => void;
}

/** Says who will be emailed about a new date, time or place, before it is saved. */
export function HoldersDialog({ preview, onClose, onPublish }: Props) {
  const { people, performances, refundWindowDays: days } = preview;
  const moved = performances.some(({ changed }) => changed.includes("date") || changed.includes("place"));
  const [refundWindow, setRefundWindow] = useState(moved && days > 0);
  return (
    <Confirm
      open
      onClose={onClose}
      tone="accent"
      title="Publish and email ticket holders?"
      description={emailedText(people)}
      action="Publish changes"
      onConfirm={() => onPublish({ refundWindow })}
    >
      <ul className="small">
        {performances.map((performance) => (
          <li key={performance.id}>{changedText(performance)}</li>
        ))}
        <li>
          The email goes out once, about five minutes after the last change. If you change it back before then, nobody
          is emailed.
        </li>
      </ul>
      {days > 0 && (
        <Tick
          label={`Let them return these tickets for a refund for ${counted(days, "day")}`}
          checked={refundWindow}
          onChange={(event) => setRefundWindow(event.target.checked)}
        />
      )}
    </Confirm>
  );
}
