import { type Shortage, shortageOf } from "../api/answer.ts";
import { Tick } from "./field.tsx";

interface Props {
  /** The error of the last attempt. */
  readonly error: unknown;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Offers to take tickets from carts too, after a refusal because of them. */
export function FromCarts({ error, checked, onChange }: Props) {
  const shortage = shortageOf(error);
  // A retry clears the error; keep a ticked box visible.
  if (shortage === null && !checked) return null;
  return <FromCartsTick shortage={shortage} checked={checked} onChange={onChange} />;
}

export function FromCartsTick({
  shortage,
  checked,
  onChange,
}: Omit<Props, "error"> & { readonly shortage: Shortage | null }) {
  return (
    <div>
      <Tick
        label="Also take tickets from fans’ carts"
        checked={checked}
        onChange={(tick) => onChange(tick.target.checked)}
      />
      <p className="soft">{inWords(shortage)} Orders aren’t affected.</p>
    </div>
  );
}

function inWords(shortage: Shortage | null): string {
  const told = "Fans will see at checkout that tickets in their carts are gone.";
  if (shortage === null || shortage.inCarts === null) return told;
  const free = shortage.free === null ? "" : `${shortage.free} free now, `;
  return `${free}${shortage.inCarts} in carts. ${told} Carts expire within 30 minutes.`;
}
