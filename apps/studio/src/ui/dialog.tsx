import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { Button } from "./button.tsx";

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** `drawer`: slides in from the side, for navigation. */
  readonly shape?: "box" | "drawer";
  /** False where leaving it without an answer makes no sense. */
  readonly dismissible?: boolean;
  readonly children?: ReactNode;
}

/** Where one begins: at what is to be filled in, else at the first answer. */
const FIRST = "input:not([type='hidden']), select, textarea, .actions button";

/** Holds the focus until it is closed, and gives it back. Escape closes it. */
export function Dialog({ open, onClose, title, description, shape = "box", dismissible = true, children }: Props) {
  const popup = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (open) opener.current = document.activeElement;
  }, [open]);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={!dismissible}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup
          ref={popup}
          className={`dialog ${shape}`}
          initialFocus={() => popup.current?.querySelector<HTMLElement>(FIRST) ?? true}
          // What opened it may be gone by what was done in it: then back to the page's heading.
          finalFocus={() =>
            opener.current instanceof HTMLElement && opener.current.isConnected
              ? opener.current
              : document.querySelector("h1")
          }
        >
          <div className="dialog-head">
            <Base.Title>{title}</Base.Title>
            {dismissible && (
              <Base.Close className="button plain icon" aria-label="Close">
                <svg viewBox="0 0 20 20" aria-hidden="true">
                  <path d="M5 5l10 10M15 5L5 15" />
                </svg>
              </Base.Close>
            )}
          </div>
          {description !== undefined && <Base.Description className="soft">{description}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The way out, and beside it the button that does it. */
export function DialogActions({ onClose, children }: { readonly onClose: () => void; readonly children: ReactNode }) {
  return (
    <div className="actions end">
      <Button tone="quiet" onClick={onClose}>
        Leave it
      </Button>
      {children}
    </div>
  );
}

interface ConfirmProps extends Omit<Props, "children" | "shape" | "dismissible"> {
  /** What the button says: the deed, not "OK". */
  readonly action: string;
  readonly tone?: "accent" | "stop";
  readonly busy?: boolean;
  /** Why it did not work, when it was tried. */
  readonly error?: string | null;
  readonly onConfirm: () => void;
  readonly children?: ReactNode;
}

/** Asks before something that cannot simply be taken back. */
export function Confirm(props: ConfirmProps) {
  const { action, tone = "stop", busy = false, error = null, onConfirm, children, ...dialog } = props;
  return (
    <Dialog {...dialog}>
      {children}
      {error !== null && (
        <p className="notice stop" role="alert">
          {error}
        </p>
      )}
      <DialogActions onClose={props.onClose}>
        <Button tone={tone} busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
