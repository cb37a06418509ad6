import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { type Selling, SellingInput } from "@liveotter/contracts/promoter/selling";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useBlocker } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type FieldError, refusal, type Tagged, tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { EventFrame } from "../../ui/event-frame.tsx";
import { SelectField, TextArea, TextField, Tick } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { SaleSwitch } from "../../ui/sale-switch.tsx";
import { tell } from "../../ui/toast.tsx";
import { Instant } from "../../ui/when.tsx";
import { Questions } from "./questions.tsx";
import { isSame, type SellingForm, sellingFormOf, sellingInputOf } from "./selling-form.ts";

const route = getRouteApi("/inside/events/$id/settings");

const NAMES = {
  "/maxPerFan": "Tickets per person",
  "/orderMinutes": "Minutes to pay",
  "/transfer/instructions": "What fans are told to do",
  "/transfer/days": "Days to transfer",
  "/transfer/hoursBefore": "Hours before the event",
  "/refundWindowDays": "Days to ask for the money back",
};

const keyOf = (eventId: string) => ["selling", eventId] as const;

/** How an event is sold: ways to pay, limits, what fans are asked. */
export function SellingPage() {
  const { id } = route.useParams();
  const read = useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => tagged(api.readSelling(id, { signal })),
    refetchOnWindowFocus: "always",
  });
  return (
    <EventFrame
      eventId={id}
      title="Selling settings"
      actions={(event) => read.data !== undefined && <SaleSwitch event={event} stopped={read.data.data.stopped} />}
    >
      {(event) => <Loaded read={read}>{(selling) => <Settings key={id} event={event} read={selling} />}</Loaded>}
    </EventFrame>
  );
}

interface SettingsProps {
  readonly event: MyEvent;
  readonly read: Tagged<Selling>;
}

function Settings({ event, read }: SettingsProps) {
  const [base, setBase] = useState(read);
  const [form, setForm] = useState(() => sellingFormOf(read.data));
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const dirty = !isSame(form, sellingFormOf(base.data));
  // Somebody else's changes are simply there, as long as nothing was typed over them; the sale's stop is no setting.
  const news = base.etag !== read.etag;
  const theirs = news && !isSame(sellingFormOf(read.data), sellingFormOf(base.data));
  if (news && (!dirty || !theirs)) {
    setBase(read);
    if (!dirty) setForm(sellingFormOf(read.data));
  }
  const save = useMutation({
    mutationFn: (body: SellingInput) => tagged(api.replaceSelling(event.id, body, { etag: base.etag })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keyOf(event.id), saved);
      setBase(saved);
      setForm(sellingFormOf(saved.data));
      tell("Saved: it holds for every order from now on.");
    },
    onError: (error) => {
      if (refusal(error) === "precondition-failed") void queryClient.invalidateQueries({ queryKey: keyOf(event.id) });
    },
  });
  const lost = refusal(save.error) === "precondition-failed";
  const leaving = useBlocker({ shouldBlockFn: () => dirty, enableBeforeUnload: () => dirty, withResolver: true });
  const change = (part: Partial<SellingForm>) => setForm({ ...form, ...part });
  return (
    <>
      {base.data.stopped && (
        <Banner tone="stop">
          <p>
            <strong>The sale is stopped by hand.</strong> Nobody can order until you start it again.
          </p>
        </Banner>
      )}
      {base.data.refundableUntil !== null && (
        <Banner tone="quiet">
          <p>
            The event was postponed: fans may ask for their money back until{" "}
            <Instant at={base.data.refundableUntil} zone={event.sales.zone} />.
          </p>
        </Banner>
      )}
      {theirs && dirty && (
        <Banner
          action={
            <div className="actions">
              <Button
                tone="quiet"
                onClick={() => {
                  setBase(read);
                  setForm(sellingFormOf(read.data));
                  save.reset();
                }}
              >
                Show theirs
              </Button>
              <Button
                tone="quiet"
                onClick={() => {
                  setBase(read);
                  save.reset();
                }}
              >
                Keep mine
              </Button>
            </div>
          }
        >
          <p>
            <strong>Somebody else has saved other settings meanwhile.</strong> Nothing of yours is saved yet: take
            theirs, or keep yours and save again.
          </p>
        </Banner>
      )}
      <Form
        error={lost ? null : save.error}
        faults={faults}
        names={names(form)}
        className="form settings"
        onSubmit={() => {
          if (save.isPending || theirs) return;
          const { value, faults } = check(SellingInput, sellingInputOf(form));
          setFaults(faults ?? []);
          if (value !== null) save.mutate(value);
        }}
      >
        <Group title="Ways to pay">
          <Tick label="Card" checked={form.card} onChange={(tick) => change({ card: tick.target.checked })} />
          <Tick
            label="Bank transfer"
            checked={form.transfer}
            onChange={(tick) => change({ transfer: tick.target.checked })}
          />
          {form.transfer && (
            <div className="panel form">
              <TextArea
                label="What fans are told to do"
                help="The account, and whatever else they need."
                pointer="/transfer/instructions"
                maxLength={2000}
                value={form.instructions}
                onChange={(input) => change({ instructions: input.target.value })}
              />
              <TextField
                label="Days to transfer"
                help="From 1 to 30. The deadline is the end of that day at the venue; until then the places are kept."
                pointer="/transfer/days"
                inputMode="numeric"
                value={form.days}
                onChange={(input) => change({ days: input.target.value })}
              />
              <TextField
                label="Hours before the event"
                help="From 0 to 720. By then the money must have arrived. When no day is left before that or before the sale ends, transfer isn’t offered."
                pointer="/transfer/hoursBefore"
                inputMode="numeric"
                value={form.hoursBefore}
                onChange={(input) => change({ hoursBefore: input.target.value })}
              />
            </div>
          )}
          <Tick
            label="At the door"
            checked={form.payAtDoor}
            onChange={(tick) => change({ payAtDoor: tick.target.checked })}
          />
          {!form.card && !form.transfer && !form.payAtDoor && (
            <p className="fault">Without any of them, only free tickets can be had.</p>
          )}
        </Group>
        <Group title="Limits">
          <div className="pair">
            <TextField
              label="Tickets per person"
              optional
              help="By e-mail address, over all its orders. Empty: without limit."
              pointer="/maxPerFan"
              inputMode="numeric"
              value={form.maxPerFan}
              onChange={(input) => change({ maxPerFan: input.target.value })}
            />
            <TextField
              label="Minutes to pay"
              help="Then an unpaid order expires; from 5 to 60."
              pointer="/orderMinutes"
              inputMode="numeric"
              value={form.orderMinutes}
              onChange={(input) => change({ orderMinutes: input.target.value })}
            />
          </div>
          <Tick
            label="Only through the waiting room"
            checked={form.needsPass}
            onChange={(tick) => change({ needsPass: tick.target.checked })}
          />
        </Group>
        <Group title="Tickets">
          <div className="pair">
            <SelectField
              label="Codes on tickets"
              value={form.ticketCodes}
              onChange={({ target: { value } }) => change({ ticketCodes: value === "rotating" ? value : "static" })}
            >
              <option value="static">May be printed</option>
              <option value="rotating">Change by the minute, on a phone only</option>
            </SelectField>
            <SelectField
              label="Names of those who come"
              value={form.attendeeNames}
              onChange={({ target: { value } }) =>
                change({ attendeeNames: value === "required" || value === "optional" ? value : "none" })
              }
            >
              <option value="none">Not asked for</option>
              <option value="optional">May be given</option>
              <option value="required">Must be given</option>
            </SelectField>
          </div>
          <TextField
            label="Days to ask for the money back"
            help="After you postpone the event; from 0 to 365."
            pointer="/refundWindowDays"
            inputMode="numeric"
            value={form.refundWindowDays}
            onChange={(input) => change({ refundWindowDays: input.target.value })}
          />
        </Group>
        <Group title="Questions">
          <Questions questions={form.questions} onChange={(questions) => change({ questions })} />
        </Group>
        <div className="save-bar">
          <p className="soft small" role="status">
            {save.isPending ? "Saving…" : dirty ? "Not saved yet." : "All is saved."}
          </p>
          <Button type="submit" busy={save.isPending} disabled={!dirty || theirs}>
            Save settings
          </Button>
        </div>
      </Form>
      <Confirm
        open={leaving.status === "blocked"}
        onClose={() => leaving.reset?.()}
        title="Leave without saving?"
        description="What you changed here is lost."
        action="Leave"
        onConfirm={() => leaving.proceed?.()}
      />
    </>
  );
}

const names = ({ questions }: SellingForm): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...Object.entries(NAMES),
    ...questions.flatMap((_, at) => [
      [`/questions/${at}`, `Question ${at + 1}`],
      [`/questions/${at}/label`, `Question ${at + 1}`],
      [`/questions/${at}/kind`, `Question ${at + 1}: answer`],
      [`/questions/${at}/choices`, `Question ${at + 1}: choices`],
    ]),
  ]);

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="group" aria-label={title}>
      <h2>{title}</h2>
      <div className="form">{children}</div>
    </section>
  );
}
