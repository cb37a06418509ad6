import { useEffect, useState } from "react";
import { TextField } from "./field.tsx";

const TYPING_MS = 250;

interface Props {
  readonly label: string;
  readonly placeholder: string;
  /** What the address says. */
  readonly asked: string | undefined;
  /** Called once somebody stops typing. */
  readonly onAsk: (words: string | undefined) => void;
}

/** A field whose words are kept in the address; going back or a link changes them here, too. */
export function SearchField({ label, placeholder, asked, onAsk }: Props) {
  const [text, setText] = useState(asked ?? "");
  const [known, setKnown] = useState(asked);
  if (asked !== known) {
    setKnown(asked);
    if ((asked ?? "") !== text.trim()) setText(asked ?? "");
  }
  useEffect(() => {
    const words = text.trim() || undefined;
    if (words === asked) return;
    const timer = setTimeout(() => onAsk(words), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, asked, onAsk]);
  return (
    <TextField
      label={label}
      hideLabel
      type="search"
      placeholder={placeholder}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
