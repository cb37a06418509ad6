import { type Code, CodeChange } from "@liveotter/contracts/promoter/codes";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, type FieldError, refusal } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { FromCarts } from "../../ui/from-carts.tsx";
import { MomentInput } from "../../ui/moment-input.tsx";
import { counted } from "../../ui/money.ts";
import { tell } from "../../ui/toast.tsx";
import { type ChangeForm, changeFormOf, codeChangeOf } from "./code-form.ts";

const NAMES = {
  "/tag": "Tag",
  "/maxUses": "Tickets in all",
  "/validFrom": "Valid from",
  "/validUntil": "Valid until",
};

interface Props {
  readonly eventId: string;
  readonly zone: string;
  /** As the list has it now: newer than when this was opened, once somebody else has changed it. */
  readonly code: Code;
  readonly onClose: () => void;
}

/** Changes what may change of a code. What was ordered with it stays as it is. */
export function ChangeCodeDialog({ eventId, zone, code, onClose }: Props) {
  const [form, setForm] = useState(() => changeFormOf(code));
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const change = (part: Partial<ChangeForm>) => setForm({ ...form, ...part });
  const save = useMutation({
    mutationFn: (body: CodeChange) => answer(api.changeCode(eventId, code.id, body, { etag: `"${code.version}"` })),
    onSuccess: () => {
      tell("Saved.");
      onClose();
    },
    onSettled: () => {
      for (const key of ["codes", "sales"]) void queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  const lost = refusal(save.error) === "precondition-failed";
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Change ${code.code}`}
      description={`Used for ${counted(code.used, "ticket")} so far. What it does stays: for anything else, make another.`}
    >
      <Form
        error={lost ? null : save.error}
        faults={faults}
        names={NAMES}
        onSubmit={() => {
          if (save.isPending) return;
          const { value, faults } = check(CodeChange, { ...codeChangeOf(form), alsoFromCarts });
          setFaults(faults ?? []);
          if (value !== null) save.mutate(value);
        }}
      >
        {lost && (
          <Banner>
            <p>Somebody else has changed this code meanwhile. Save again to put yours in place.</p>
          </Banner>
        )}
        <TextField
          label="Tag"
          optional
          pointer="/tag"
          maxLength={100}
          value={form.tag}
          onChange={(input) => change({ tag: input.target.value })}
        />
        <TextField
          label="Tickets in all"
          optional={code.blocksQuotaId === null}
          help={code.blocksQuotaId === null ? "Empty: without limit." : "Unused ones are kept free in its quota."}
          pointer="/maxUses"
          inputMode="numeric"
          value={form.maxUses}
          onChange={(input) => change({ maxUses: input.target.value })}
        />
        <MomentInput
          label="Valid from (optional)"
          pointer="/validFrom"
          zone={zone}
          value={form.validFrom}
          onChange={(validFrom) => change({ validFrom })}
        />
        <MomentInput
          label="Valid until (optional)"
          pointer="/validUntil"
          zone={zone}
          value={form.validUntil}
          onChange={(validUntil) => change({ validUntil })}
        />
        <FromCarts error={save.error} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
        <DialogActions onClose={onClose}>
          <Button type="submit" busy={save.isPending}>
            {save.isPending ? "Saving…" : "Save"}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
