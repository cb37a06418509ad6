import { CodeInput, CodesInput } from "@liveotter/contracts/promoter/codes";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { SelectField, TextArea, TextField, Tick } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { FromCarts } from "../../ui/from-carts.tsx";
import { MomentInput } from "../../ui/moment-input.tsx";
import { counted } from "../../ui/money.ts";
import { type CodeForm, codeInputOf, codesIn, exampleOf, NEW_CODE } from "./code-form.ts";

const NAMES = {
  "/code": "Code",
  "/count": "How many",
  "/prefix": "Beginning",
  "/codes": "Codes",
  "/tag": "Tag",
  "/value": "Value",
  "/maxUses": "Tickets in all",
  "/blocksQuotaId": "Room",
  "/bypassesQuotas": "Room",
  "/ticketTypeIds": "Ticket types",
  "/validFrom": "Valid from",
  "/validFrom/date": "Valid from: date",
  "/validFrom/time": "Valid from: time",
  "/validUntil": "Valid until",
  "/validUntil/date": "Valid until: date",
  "/validUntil/time": "Valid until: time",
};

const WAYS = { one: "One code", count: "Many, made for you", list: "Many, from a list" } as const;

interface Props {
  readonly event: MyEvent;
  readonly onClose: () => void;
  /** What finds them: a tag of many, or the one code. */
  readonly onMade: (made: { readonly count: number; readonly tag: string } | { readonly code: string }) => void;
}

/** Makes a code, or up to 10,000 that do the same. */
export function NewCodesDialog({ event, onClose, onMade }: Props) {
  const [form, setForm] = useState(NEW_CODE);
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const change = (part: Partial<CodeForm>) => setForm({ ...form, ...part });
  const what = `codes ${event.id}`;
  const make = useMutation({
    mutationFn: async () => {
      const body = codeInputOf(form, event.currency);
      const key = keyFor(what, body);
      if (form.how === "one") {
        const { code } = await answer(api.createCode(event.id, CodeInput.parse({ ...body, alsoFromCarts }), { key }));
        return { code };
      }
      return answer(api.createCodes(event.id, CodesInput.parse({ ...body, alsoFromCarts }), { key }));
    },
    onSuccess: (made) => {
      forgetKey(what);
      for (const key of ["codes", "sales"]) void queryClient.invalidateQueries({ queryKey: [key] });
      onMade(made);
    },
  });
  const listed = codesIn(form.list).length;
  return (
    <Dialog open onClose={onClose} title="New codes" shape="box">
      <Form
        error={make.error}
        faults={faults}
        names={NAMES}
        onSubmit={() => {
          if (make.isPending) return;
          const body = codeInputOf(form, event.currency);
          const found = (form.how === "one" ? check(CodeInput, body) : check(CodesInput, body)).faults;
          setFaults(found ?? []);
          if (found === null) make.mutate();
        }}
      >
        <SelectField
          label="What to make"
          value={form.how}
          onChange={({ target: { value } }) => change({ how: value === "count" || value === "list" ? value : "one" })}
        >
          {Object.entries(WAYS).map(([way, label]) => (
            <option key={way} value={way}>
              {label}
            </option>
          ))}
        </SelectField>
        {form.how === "one" && (
          <TextField
            label="Code"
            help="Letters, digits and hyphens; fans may type it in any case."
            pointer="/code"
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={60}
            value={form.code}
            onChange={(input) => change({ code: input.target.value })}
          />
        )}
        {form.how === "count" && (
          <div className="pair">
            <TextField
              label="How many"
              help="Up to 10,000."
              pointer="/count"
              inputMode="numeric"
              value={form.count}
              onChange={(input) => change({ count: input.target.value })}
            />
            <TextField
              label="Beginning"
              optional
              pointer="/prefix"
              placeholder="PRESS-"
              maxLength={20}
              value={form.prefix}
              onChange={(input) => change({ prefix: input.target.value })}
            />
          </div>
        )}
        {form.how === "list" && (
          <TextArea
            label="Codes"
            help={listed === 0 ? "One a line, or apart by commas; up to 10,000." : `${counted(listed, "code")} so far.`}
            pointer="/codes"
            value={form.list}
            onChange={(input) => change({ list: input.target.value })}
          />
        )}
        <TextField
          label="Tag"
          help="Finds them again, here and as a file."
          optional={form.how === "one"}
          pointer="/tag"
          maxLength={100}
          value={form.tag}
          onChange={(input) => change({ tag: input.target.value })}
        />
        <div className="pair">
          <SelectField
            label="What it does to prices"
            value={form.effect}
            onChange={({ target: { value } }) =>
              change({
                effect: value === "percent" || value === "amount" || value === "price" ? value : "none",
                value: "",
              })
            }
          >
            <option value="percent">Per cent off</option>
            <option value="amount">Amount off</option>
            <option value="price">Another price</option>
            <option value="none">Nothing</option>
          </SelectField>
          {form.effect !== "none" && (
            <TextField
              label={form.effect === "percent" ? "Per cent" : `In ${event.currency}, for each ticket`}
              pointer="/value"
              inputMode="decimal"
              autoComplete="off"
              placeholder={exampleOf(form.effect, event.currency)}
              value={form.value}
              onChange={(input) => change({ value: input.target.value })}
            />
          )}
        </div>
        <div className="pair">
          <TextField
            label={form.how === "one" ? "Tickets in all" : "Tickets for each code"}
            optional
            help="Empty: without limit."
            pointer="/maxUses"
            inputMode="numeric"
            value={form.maxUses}
            onChange={(input) => change({ maxUses: input.target.value })}
          />
          <SelectField
            label="Room"
            pointer="/blocksQuotaId"
            value={form.room}
            onChange={(select) => change({ room: select.target.value })}
          >
            <option value="">Like any other ticket</option>
            {event.quotas.map(({ id, name }) => (
              <option key={id} value={id}>
                Kept free in {name}
              </option>
            ))}
            <option value="bypass">Needs no room in any quota</option>
          </SelectField>
        </div>
        {event.ticketTypes.length > 1 && (
          <fieldset className="choices">
            <legend>Good for (none ticked: every ticket type)</legend>
            {event.ticketTypes.map(({ id, name }) => (
              <Tick
                key={id}
                label={<bdi>{name}</bdi>}
                checked={form.ticketTypeIds.includes(id)}
                onChange={({ target: { checked } }) =>
                  change({
                    ticketTypeIds: checked
                      ? [...form.ticketTypeIds, id]
                      : form.ticketTypeIds.filter((each) => each !== id),
                  })
                }
              />
            ))}
          </fieldset>
        )}
        <fieldset className="choices">
          <legend>What it opens</legend>
          <Tick
            label="Hidden ticket types"
            checked={form.opensHidden}
            onChange={(tick) => change({ opensHidden: tick.target.checked })}
          />
          <Tick
            label="The presale"
            checked={form.opensPresale}
            onChange={(tick) => change({ opensPresale: tick.target.checked })}
          />
        </fieldset>
        <MomentInput
          label="Valid from (optional)"
          pointer="/validFrom"
          zone={event.sales.zone}
          value={form.validFrom}
          onChange={(validFrom) => change({ validFrom })}
        />
        <MomentInput
          label="Valid until (optional)"
          pointer="/validUntil"
          zone={event.sales.zone}
          value={form.validUntil}
          onChange={(validUntil) => change({ validUntil })}
        />
        <FromCarts error={make.error} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
        <DialogActions onClose={onClose}>
          <Button type="submit" busy={make.isPending}>
            {make.isPending ? "Making…" : form.how === "one" ? "Make the code" : "Make the codes"}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
