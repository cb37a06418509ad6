import { Tick } from "../../ui/field.tsx";
import { SelectAt, TextAt, TickAt } from "./fields.tsx";
import type { FeesForm, TaxForm } from "./model/event-form.ts";
import { Section } from "./section.tsx";
import { useAt, useEditorState, useReadOnly } from "./use-editor.ts";
import { CURRENCIES } from "./zones.ts";

const FEES: FeesForm = { perTicket: "0", perOrder: "0", percent: "0", paidBy: "fan" };
const TAX: TaxForm = { name: "VAT", rate: "0", included: true };

/** Currency, fees and tax: what applies to every price of the event. */
export function MoneySection() {
  const currency = useEditorState(({ session }) => session.mine.currency);
  return (
    <Section name="money" title="Currency, fees and tax">
      <div className="fields">
        <SelectAt path={["currency"]} label="Currency" help="Another one changes no figures: look at each price then.">
          {CURRENCIES.map(({ code, name }) => (
            <option key={code} value={code}>
              {code} – {name}
            </option>
          ))}
        </SelectAt>
      </div>
      <Switch part="fees" label="Charge fees" empty={FEES} />
      <WhenSet part="fees">
        <TextAt path={["fees", "perTicket"]} label={`Fee per ticket, ${currency}`} inputMode="decimal" />
        <TextAt path={["fees", "perOrder"]} label={`Fee per order, ${currency}`} inputMode="decimal" />
        <TextAt path={["fees", "percent"]} label="Fee in per cent of the price" inputMode="decimal" />
        <SelectAt path={["fees", "paidBy"]} label="Who pays the fees">
          <option value="fan">The fan, on top of the price</option>
          <option value="promoter">You, out of the price</option>
        </SelectAt>
      </WhenSet>
      <Switch part="tax" label="State a tax" empty={TAX} />
      <WhenSet part="tax">
        <TextAt path={["tax", "name"]} label="Name of the tax" />
        <TextAt path={["tax", "rate"]} label="Tax rate in per cent" inputMode="decimal" />
        <TickAt path={["tax", "included"]} label="Prices contain it" />
      </WhenSet>
    </Section>
  );
}

interface SwitchProps {
  readonly part: "fees" | "tax";
  readonly label: string;
  readonly empty: FeesForm | TaxForm;
}

function Switch({ part, label, empty }: SwitchProps) {
  const { value, set, name } = useAt([part]);
  const disabled = useReadOnly();
  return (
    <Tick
      label={label}
      data-path={name}
      checked={value !== null}
      disabled={disabled}
      onChange={(event) => set(event.target.checked ? empty : null)}
    />
  );
}

function WhenSet({ part, children }: { readonly part: "fees" | "tax"; readonly children: React.ReactNode }) {
  const set = useEditorState(({ session }) => session.mine[part] !== null);
  return set ? <div className="fields">{children}</div> : null;
}
