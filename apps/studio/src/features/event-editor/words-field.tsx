import { useId, useState } from "react";
import type { Path } from "./model/form-path.ts";
import { useAt, useReadOnly } from "./use-editor.ts";

interface Props {
  readonly path: Path;
  readonly label: string;
  readonly placeholder: string;
}

/** A few words, each its own: Enter or a comma adds one, Backspace in the empty field takes the last away. */
export function WordsField({ path, label, placeholder }: Props) {
  const id = useId();
  const { value, set, problem, name } = useAt(path);
  const readOnly = useReadOnly();
  const [text, setText] = useState("");
  const words: readonly string[] = Array.isArray(value) ? value : [];
  const add = () => {
    const more = text.split(",").map((word) => word.trim());
    const fresh = more.filter((word, index) => word !== "" && !words.includes(word) && more.indexOf(word) === index);
    setText("");
    if (fresh.length > 0) set([...words, ...fresh]);
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        <span className="optional"> (optional)</span>
      </label>
      {words.length > 0 && (
        <ul className="chips bare" aria-label={label}>
          {words.map((word) => (
            <li key={word} className="chip">
              <bdi>{word}</bdi>
              {!readOnly && (
                <button
                  type="button"
                  className="chip-remove"
                  aria-label={`Remove ${word} from ${label.toLowerCase()}`}
                  onClick={() => {
                    set(words.filter((each) => each !== word));
                    document.getElementById(id)?.focus();
                  }}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        type="text"
        data-path={name}
        value={text}
        readOnly={readOnly}
        placeholder={words.length === 0 ? placeholder : "another"}
        aria-invalid={problem !== null || undefined}
        aria-describedby={`${id}-help`}
        onChange={(event) => setText(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter" || event.key === ",") {
            event.preventDefault();
            add();
          } else if (event.key === "Backspace" && text === "" && !readOnly && words.length > 0) {
            set(words.slice(0, -1));
          }
        }}
      />
      <p id={`${id}-help`} className={problem === null ? "help" : "fault"}>
        {problem?.detail ?? "Enter or a comma after each."}
      </p>
    </div>
  );
}
