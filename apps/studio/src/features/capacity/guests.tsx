import { type Guest, GuestInput } from "@liveotter/contracts/promoter/capacity";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, explain, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Confirm, Dialog, DialogActions } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { FromCarts } from "../../ui/from-carts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { counted, formatCount } from "../../ui/money.ts";
import { More } from "../../ui/more.tsx";
import { wholeOf } from "../../ui/number-text.ts";
import { performanceName } from "../../ui/performance-name.ts";
import { tell } from "../../ui/toast.tsx";

interface Of {
  readonly event: MyEvent;
}

function changed(): void {
  for (const key of ["guests", "sales", "orders", "attendees"]) void queryClient.invalidateQueries({ queryKey: [key] });
}

/** Who comes for nothing. */
export function Guests({ event }: Of) {
  const [adding, setAdding] = useState(false);
  const [cancelling, setCancelling] = useState<Guest | null>(null);
  const guests = usePages(["guests", event.id], (cursor, options) => api.listGuests(event.id, { cursor }, options));
  return (
    <section className="section" aria-labelledby="guests">
      <div className="section-head">
        <div>
          <h2 id="guests">Guest list</h2>
          <p className="soft small">Tickets that cost nothing, and take room like any other.</p>
        </div>
        {event.ticketTypes.length > 0 && (
          <Button tone="quiet" onClick={() => setAdding(true)}>
            Add a guest…
          </Button>
        )}
      </div>
      <Loaded read={guests.read}>
        {() =>
          guests.items.length === 0 ? (
            <p className="soft none">
              {event.ticketTypes.length === 0 ? "The event has no ticket type yet." : "Nobody is on the list."}
            </p>
          ) : (
            <>
              <DataTable
                caption="Guests"
                columns={columnsFor(event, setCancelling)}
                rows={guests.items}
                rowId={({ orderId }) => orderId}
              />
              <More more={guests.more} count={guests.items.length} />
            </>
          )
        }
      </Loaded>
      {adding && <GuestDialog event={event} onClose={() => setAdding(false)} />}
      {cancelling !== null && <TakeBack event={event} guest={cancelling} onClose={() => setCancelling(null)} />}
    </section>
  );
}

const nameOf = ({ name, email }: Guest): string => name ?? email ?? "A guest";

const columnsFor = (event: MyEvent, onCancel: (guest: Guest) => void): Column<Guest>[] => [
  {
    id: "who",
    header: "Guest",
    cell: ({ row: { original } }) => (
      <div>
        <strong>
          <bdi>{nameOf(original)}</bdi>
        </strong>
        {original.email !== null && <span className="note">{original.email}</span>}
      </div>
    ),
  },
  {
    id: "ticket",
    header: "Tickets",
    cell: ({ row: { original } }) => (
      <div>
        {formatCount(original.quantity)} × <bdi>{original.ticketType}</bdi>
        <span className="note">{performanceName(event, original.performanceId)}</span>
      </div>
    ),
  },
  {
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => (
      <span className={`status ${original.state === "paid" ? "good" : "past"}`}>
        {original.state === "paid" ? "Good" : "Taken back"}
      </span>
    ),
  },
  {
    id: "order",
    header: "Order",
    cell: ({ row: { original } }) => (
      <Link to="/orders/$id" params={{ id: original.orderId }} className="mono">
        {original.number}
      </Link>
    ),
  },
  {
    id: "actions",
    header: actionsHeader,
    cell: ({ row: { original } }) =>
      original.state === "paid" && (
        <Button tone="plain" aria-label={`Take back: ${nameOf(original)}`} onClick={() => onCancel(original)}>
          Take back…
        </Button>
      ),
  },
];

const NAMES = {
  "/name": "Name",
  "/email": "E-mail address",
  "/ticketTypeId": "Ticket type",
  "/performanceId": "Date",
  "/quantity": "How many",
};

function GuestDialog({ event, onClose }: Of & { readonly onClose: () => void }) {
  const dates = event.performances.filter(({ status }) => status === "scheduled");
  const [form, setForm] = useState({
    ...{ name: "", email: "", quantity: "1", locale: "en" },
    ticketTypeId: event.ticketTypes[0]?.id ?? "",
    performanceId: dates[0]?.id ?? "",
  });
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const pass = event.ticketTypes.find(({ id }) => id === form.ticketTypeId)?.pass ?? null;
  const what = `guest ${event.id}`;
  const invite = useMutation({
    mutationFn: ({ alsoFromCarts, ...body }: GuestInput) =>
      answer(api.createGuest(event.id, { ...body, alsoFromCarts }, { key: keyFor(what, body) })),
    onSuccess: (guest) => {
      forgetKey(what);
      changed();
      tell(guest.email === null ? "On the list." : `On the list: the tickets go to ${guest.email}.`);
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title="Add a guest">
      <Form
        error={invite.error}
        faults={faults}
        names={NAMES}
        onSubmit={() => {
          if (invite.isPending) return;
          const { value, faults } = check(GuestInput, {
            ...{ name: form.name.trim(), email: form.email.trim() || null, ticketTypeId: form.ticketTypeId },
            performanceId: pass === null ? form.performanceId : null,
            ...{ quantity: form.quantity.trim() === "" ? "" : wholeOf(form.quantity), locale: form.locale },
            alsoFromCarts,
          });
          setFaults(faults ?? []);
          if (value !== null) invite.mutate(value);
        }}
      >
        <TextField
          label="Name"
          pointer="/name"
          maxLength={200}
          autoComplete="off"
          value={form.name}
          onChange={(input) => change({ name: input.target.value })}
        />
        <div className="pair">
          <TextField
            label="E-mail address"
            optional
            help="Where the tickets go."
            type="email"
            pointer="/email"
            autoComplete="off"
            value={form.email}
            onChange={(input) => change({ email: input.target.value })}
          />
          <SelectField
            label="Language of the mail"
            value={form.locale}
            onChange={(select) => change({ locale: select.target.value })}
          >
            <option value="en">English</option>
            <option value="de">German</option>
          </SelectField>
        </div>
        <SelectField
          label="Ticket type"
          pointer="/ticketTypeId"
          value={form.ticketTypeId}
          onChange={(select) => change({ ticketTypeId: select.target.value })}
        >
          {event.ticketTypes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        {pass === null && (
          <SelectField
            label="Date"
            pointer="/performanceId"
            value={form.performanceId}
            onChange={(select) => change({ performanceId: select.target.value })}
          >
            {dates.map(({ id }) => (
              <option key={id} value={id}>
                {performanceName(event, id)}
              </option>
            ))}
          </SelectField>
        )}
        <TextField
          label="How many"
          pointer="/quantity"
          inputMode="numeric"
          value={form.quantity}
          onChange={(input) => change({ quantity: input.target.value })}
        />
        <FromCarts error={invite.error} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
        <DialogActions onClose={onClose}>
          <Button type="submit" busy={invite.isPending}>
            {invite.isPending ? "Adding…" : "Add the guest"}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function TakeBack({ event, guest, onClose }: Of & { readonly guest: Guest; readonly onClose: () => void }) {
  const cancel = useMutation({
    mutationFn: () => answer(api.cancelGuest(event.id, guest.orderId)),
    onSuccess: () => {
      tell("The tickets are void.");
      onClose();
    },
    onSettled: changed,
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Take back the tickets of ${nameOf(guest)}?`}
      description={`${counted(guest.quantity, "ticket")} ${guest.quantity === 1 ? "opens" : "open"} no door any more, and ${guest.quantity === 1 ? "its place is" : "their places are"} for sale again. This cannot be taken back.`}
      action={cancel.isPending ? "Taking back…" : "Take them back"}
      busy={cancel.isPending}
      error={cancel.error === null ? null : explain(cancel.error)}
      onConfirm={() => cancel.mutate()}
    />
  );
}
