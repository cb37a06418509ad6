import { Combobox as Base } from "@base-ui/react/combobox";
import { useEffect, useRef } from "react";
import { Field } from "./field.tsx";

interface Props<T> {
  readonly label: string;
  readonly help?: string;
  readonly pointer?: string | undefined;
  readonly error?: string | null | undefined;
  readonly optional?: boolean;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  /** What may be chosen; with `onQuery`, what was found for it. */
  readonly items: readonly T[];
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
  /** What an item is called; items of the same name are told apart by `keyOf`. */
  readonly textOf: (item: T) => string;
  readonly keyOf: (item: T) => string;
  readonly noteOf?: (item: T) => string;
  /** Finds items elsewhere as somebody types; without it, `items` are searched here. */
  readonly onQuery?: (query: string) => void;
  /** What the list says while it holds nothing. */
  readonly empty?: string;
}

/** A field that finds one of many by typing. */
export function Combobox<T>(props: Props<T>) {
  const { label, help, pointer, error, items, value, onChange, textOf, keyOf, noteOf, onQuery, placeholder } = props;
  const { empty = "Nothing found.", optional = false, hideLabel = false } = props;
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => () => keepShown(field.current, false), []);
  return (
    <Field
      label={label}
      pointer={pointer}
      error={error}
      optional={optional}
      hideLabel={hideLabel}
      {...(help !== undefined && { help })}
    >
      {(control) => (
        <Base.Root<T>
          items={items}
          value={value}
          onValueChange={(next) => onChange(next)}
          onInputValueChange={(query, { reason }) => {
            if (reason === "input-change" || reason === "input-clear") onQuery?.(query);
          }}
          onOpenChange={(open) => keepShown(field.current, open)}
          itemToStringLabel={textOf}
          isItemEqualToValue={(item, chosen) => keyOf(item) === keyOf(chosen)}
          {...(onQuery !== undefined && { filter: null })}
          autoHighlight
        >
          <div className="combobox" ref={field}>
            <Base.Input {...control} placeholder={placeholder} />
            <Base.Trigger className="combobox-open" aria-label="Show all">
              <svg viewBox="0 0 20 20" aria-hidden="true">
                <path d="M5 8l5 5 5-5" />
              </svg>
            </Base.Trigger>
          </div>
          <Base.Portal>
            <Base.Positioner className="menu-positioner" sideOffset={4} collisionPadding={8}>
              <Base.Popup className="menu combobox-list">
                <Base.Empty className="menu-empty">{empty}</Base.Empty>
                <Base.List>
                  {(item: T) => (
                    <Base.Item key={keyOf(item)} value={item} className="menu-item">
                      <span>
                        <bdi>{textOf(item)}</bdi>
                        {noteOf !== undefined && <span className="note">{noteOf(item)}</span>}
                      </span>
                    </Base.Item>
                  )}
                </Base.List>
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}

/**
 * While the list is open, the library hides everything else from who listens to the page, though the keyboard still
 * reaches it: except what is live. "off" is what every element is that says nothing, and enough.
 */
function keepShown(field: HTMLElement | null, open: boolean): void {
  const around = field?.closest("[role=dialog], #studio");
  if (open) around?.setAttribute("aria-live", "off");
  else around?.removeAttribute("aria-live");
}
