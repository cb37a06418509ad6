import { useRef } from "react";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextArea, TextField, Tick } from "../../ui/field.tsx";
import { movedBy, newQuestion, type QuestionForm } from "./selling-form.ts";

const MOST = 50;
const KINDS = { text: "Some words", choice: "One of several", tick: "A box to tick" } as const;
const isKind = (text: string): text is keyof typeof KINDS => Object.hasOwn(KINDS, text);

interface Props {
  readonly questions: readonly QuestionForm[];
  readonly onChange: (questions: readonly QuestionForm[]) => void;
}

/** What fans are asked, in this order. */
export function Questions({ questions, onChange }: Props) {
  const add = useRef<HTMLDivElement>(null);
  const change = (key: string, part: Partial<QuestionForm>) =>
    onChange(questions.map((question) => (question.key === key ? { ...question, ...part } : question)));
  return (
    <>
      {questions.length === 0 && <p className="soft">Fans are asked nothing but their name and address.</p>}
      {questions.map((question, at) => (
        <fieldset key={question.key} className="panel form">
          <legend>Question {at + 1}</legend>
          <TextField
            label="Question"
            pointer={`/questions/${at}/label`}
            maxLength={300}
            value={question.label}
            onChange={(input) => change(question.key, { label: input.target.value })}
          />
          <div className="pair">
            <SelectField
              label="Answer"
              pointer={`/questions/${at}/kind`}
              // Its answers are of this kind already.
              disabled={question.id !== undefined}
              value={question.kind}
              onChange={({ target: { value } }) => isKind(value) && change(question.key, { kind: value })}
            >
              {Object.entries(KINDS).map(([kind, label]) => (
                <option key={kind} value={kind}>
                  {label}
                </option>
              ))}
            </SelectField>
            <SelectField
              label="Asked"
              pointer={`/questions/${at}/of`}
              disabled={question.id !== undefined}
              value={question.of}
              onChange={({ target: { value } }) =>
                change(question.key, { of: value === "attendee" ? "attendee" : "order" })
              }
            >
              <option value="order">Once for the order</option>
              <option value="attendee">For each ticket</option>
            </SelectField>
          </div>
          {question.kind === "choice" && (
            <TextArea
              label="Choices"
              help="One a line, two at least."
              pointer={`/questions/${at}/choices`}
              value={question.choices}
              onChange={(input) => change(question.key, { choices: input.target.value })}
            />
          )}
          <div className="section-head">
            <Tick
              label={question.kind === "tick" ? "Must be ticked" : "Must be answered"}
              checked={question.required}
              onChange={(tick) => change(question.key, { required: tick.target.checked })}
            />
            <div className="actions">
              <Button
                tone="plain"
                disabled={at === 0}
                aria-label={`Move question ${at + 1} up`}
                onClick={() => onChange(movedBy(questions, at, -1))}
              >
                Up
              </Button>
              <Button
                tone="plain"
                disabled={at === questions.length - 1}
                aria-label={`Move question ${at + 1} down`}
                onClick={() => onChange(movedBy(questions, at, 1))}
              >
                Down
              </Button>
              <Button
                tone="plain"
                aria-label={`Remove question ${at + 1}`}
                onClick={() => {
                  onChange(questions.filter(({ key }) => key !== question.key));
                  add.current?.querySelector("button")?.focus();
                }}
              >
                Remove
              </Button>
            </div>
          </div>
        </fieldset>
      ))}
      <div ref={add}>
        <Button
          tone="quiet"
          disabled={questions.length >= MOST}
          onClick={() => onChange([...questions, newQuestion()])}
        >
          Add a question
        </Button>
      </div>
    </>
  );
}
