import { OrganisationInput } from "@liveotter/contracts/promoter/organisation";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";

/** Founds an organisation and acts for it from then on. */
export function OrganisationForm() {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const create = useMutation({
    mutationFn: async () => {
      const { id } = await answer(api.createOrganisation({ name }, { key: keyFor("organisation", { name }) }));
      return answer(api.changeSession({ promoterId: id }));
    },
    onSuccess: async (session) => {
      forgetKey("organisation");
      queryClient.setQueryData(sessionKey, session);
      await navigate({ to: "/events", search: {} });
    },
  });
  return (
    <Form
      className="form narrow-form"
      error={create.error}
      faults={faults}
      names={{ "/name": "Name of the organisation" }}
      onSubmit={() => {
        if (create.isPending) return;
        const { faults } = check(OrganisationInput, { name });
        setFaults(faults ?? []);
        if (faults === null) create.mutate();
      }}
    >
      <TextField
        label="Name of the organisation"
        help="As your team and your fans know it."
        pointer="/name"
        autoComplete="organization"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" busy={create.isPending}>
        {create.isPending ? "Creating…" : "Create organisation"}
      </Button>
    </Form>
  );
}
