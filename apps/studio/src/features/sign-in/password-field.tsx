import { useState } from "react";
import { TextField, Tick } from "../../ui/field.tsx";

interface Props {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: "current-password" | "new-password";
}

/** A password, shown on request: what can be read is mistyped less. */
export function PasswordField({ label, help, value, onChange, autoComplete }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <div>
      <TextField
        label={label}
        {...(help !== undefined && { help })}
        pointer="/password"
        type={shown ? "text" : "password"}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <Tick label="Show password" checked={shown} onChange={(event) => setShown(event.target.checked)} />
    </div>
  );
}
