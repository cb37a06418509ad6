import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";

interface Props {
  /** What the button shows. */
  readonly trigger: ReactNode;
  /** Its name, where what it shows does not say it. */
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A button that opens a list of things to do. */
export function Menu({ trigger, label, className = "button quiet", children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger className={className} {...(label !== undefined && { "aria-label": label })}>
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="menu-positioner" sideOffset={6} align="start" collisionPadding={8}>
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface ItemProps {
  readonly onSelect: () => void;
  readonly disabled?: boolean;
  readonly tone?: "stop";
  readonly children: ReactNode;
}

export function MenuItem({ onSelect, disabled = false, tone, children }: ItemProps) {
  return (
    <Base.Item className={`menu-item ${tone ?? ""}`} onClick={onSelect} disabled={disabled}>
      {children}
    </Base.Item>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly note?: string }[];
}

/** One of several, inside a menu; the current one is marked. */
export function MenuChoice({ value, onChange, label, options }: ChoiceProps) {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className="menu-item" closeOnClick>
            <span>
              <bdi>{option.label}</bdi>
              {option.note !== undefined && <span className="note">{option.note}</span>}
            </span>
            <Base.RadioItemIndicator className="mark" aria-hidden="true">
              ✓
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="menu-separator" />;
}
