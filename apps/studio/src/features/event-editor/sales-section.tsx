import { Combobox } from "../../ui/combobox.tsx";
import { TextAt } from "./fields.tsx";
import { MomentField } from "./moment-field.tsx";
import { Section } from "./section.tsx";
import { useAt, useReadOnly } from "./use-editor.ts";
import { ZONES, zoneNamed } from "./zones.ts";

/** When tickets are sold. All its times are read on the clocks of one zone, which stands beside each. */
export function SalesSection() {
  return (
    <Section name="sales" title="Sale times" lede="Every time here is read on the clocks of the zone below.">
      <div className="fields">
        <SalesZone />
        <TextAt
          path={["sales", "maxPerOrder"]}
          label="Most tickets in one order"
          inputMode="numeric"
          placeholder="no limit"
        />
        <MomentField path={["sales", "presale"]} label="Presale starts" help="From then with an access code." />
        <MomentField path={["sales", "onSale"]} label="Sale starts" help="Empty: as soon as it is published." />
        <MomentField path={["sales", "end"]} label="Sale ends" help="Empty: each performance is sold until it ends." />
      </div>
    </Section>
  );
}

function SalesZone() {
  const { value, set, problem } = useAt(["sales", "zone"]);
  const readOnly = useReadOnly();
  const zone = zoneNamed(typeof value === "string" ? value : "UTC");
  if (readOnly) return <p>{zone.name}</p>;
  return (
    <div data-path="sales/zone" tabIndex={-1}>
      <Combobox
        label="Time zone of the sale"
        items={ZONES}
        value={zone}
        error={problem?.detail}
        textOf={({ name }) => name}
        keyOf={({ code }) => code}
        onChange={(chosen) => chosen !== null && set(chosen.code)}
      />
    </div>
  );
}
