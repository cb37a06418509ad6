import { type EventAction, isOpen } from "@liveotter/core/event/lifecycle";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { DuplicateDialog } from "./duplicate-dialog.tsx";
import { LookDialog } from "./look-dialog.tsx";
import { useEditorState } from "./use-editor.ts";

/** All that may be done to the event as a whole, by where it stands. */
export function EventActions() {
  const status = useEditorState(({ session }) => session.event.status);
  const [open, setOpen] = useState<EventAction | "duplicate" | "look" | null>(null);
  const may = (action: EventAction) => isOpen(status, action);
  const close = () => setOpen(null);
  return (
    <>
      {may("publish") && <Button onClick={() => setOpen("publish")}>Publish…</Button>}
      {may("reschedule") && <Button onClick={() => setOpen("reschedule")}>Reschedule…</Button>}
      <Button tone="quiet" onClick={() => setOpen("look")}>
        Preview…
      </Button>
      <Menu trigger="More" label="More to do with this event">
        <MenuItem onSelect={() => setOpen("duplicate")}>Duplicate…</MenuItem>
        {status !== "archived" && <MenuSeparator />}
        {may("postpone") && <MenuItem onSelect={() => setOpen("postpone")}>Postpone…</MenuItem>}
        {may("withdraw") && <MenuItem onSelect={() => setOpen("withdraw")}>Withdraw…</MenuItem>}
        {may("cancel") && (
          <MenuItem tone="stop" onSelect={() => setOpen("cancel")}>
            Cancel the event…
          </MenuItem>
        )}
        {may("archive") && <MenuItem onSelect={() => setOpen("archive")}>Archive…</MenuItem>}
      </Menu>
      {open === "look" && <LookDialog onClose={close} />}
      {open === "duplicate" && <DuplicateDialog onClose={close} />}
      {open !== null && open !== "look" && open !== "duplicate" && <ActionDialog action={open} onClose={close} />}
    </>
  );
}
