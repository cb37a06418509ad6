import { EventInput } from "@liveotter/contracts/promoter/events";
import { CURRENCIES } from "@liveotter/core/money";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { answer, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { Combobox } from "../../ui/combobox.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { GENRES, genreName } from "../../ui/genres.ts";
import { Page } from "../../ui/page.tsx";
import { currencyName } from "./currency-name.ts";
import { keptDraft } from "./kept-draft.ts";

export function NewEventPage() {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(keptDraft.read);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  useEffect(() => keptDraft.keep(draft), [draft]);
  const body = { name: draft.name, genre: draft.genre, currency: draft.currency, performances: [] };
  const create = useMutation({
    mutationFn: () => answer(api.createEvent(body, { key: keyFor("event", body) })),
    onSuccess: async ({ id }) => {
      keptDraft.forget();
      forgetKey("event");
      void queryClient.invalidateQueries({ queryKey: ["events"] });
      await navigate({ to: "/events/$id", params: { id }, replace: true });
    },
  });
  const known = GENRES.includes(draft.genre) || draft.genre === "" ? GENRES : [draft.genre, ...GENRES];
  return (
    <Page title="New event" lede="It stays a draft until you publish it. Dates, tickets and the rest come next.">
      <Form
        className="form narrow-form"
        error={create.error}
        faults={faults}
        names={{ "/name": "Name", "/genre": "Genre", "/currency": "Currency" }}
        onSubmit={() => {
          if (create.isPending) return;
          const { faults } = check(EventInput, body);
          setFaults(faults ?? []);
          if (faults === null) create.mutate();
        }}
      >
        <TextField
          label="Name"
          pointer="/name"
          value={draft.name}
          maxLength={200}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <Combobox
          label="Genre"
          help="Fans filter by it, and the cover is drawn to match."
          pointer="/genre"
          items={known}
          value={draft.genre === "" ? null : draft.genre}
          onChange={(genre) => setDraft({ ...draft, genre: genre ?? "" })}
          textOf={genreName}
          keyOf={(genre) => genre}
        />
        <Combobox
          label="Currency"
          help="Of every price. It cannot change once tickets are sold."
          pointer="/currency"
          items={CURRENCIES}
          value={draft.currency === "" ? null : draft.currency}
          onChange={(currency) => setDraft({ ...draft, currency: currency ?? "" })}
          textOf={currencyName}
          keyOf={(currency) => currency}
        />
        <div className="actions">
          <Button type="submit" busy={create.isPending}>
            {create.isPending ? "Creating…" : "Create draft"}
          </Button>
          <Link to="/events" search={{}} className="button quiet">
            Cancel
          </Link>
        </div>
      </Form>
    </Page>
  );
}
