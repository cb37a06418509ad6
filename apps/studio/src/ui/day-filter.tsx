import { TextField } from "./field.tsx";

interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface Props {
  readonly days: Days;
  readonly onChange: (days: { readonly from?: string; readonly to?: string }) => void;
}

/** From which day to which, in UTC, as ledgers count days. */
export function DayFilter({ days, onChange }: Props) {
  const set = (name: "from" | "to", value: string) => {
    const { [name]: _, ...rest } = days;
    const kept = Object.entries(value === "" ? rest : { ...rest, [name]: value });
    onChange(Object.fromEntries(kept.filter(([, day]) => day !== undefined)));
  };
  return (
    <search className="list-filters">
      <div className="filter-fields">
        <TextField
          label="From (UTC)"
          type="date"
          value={days.from ?? ""}
          onChange={(input) => set("from", input.target.value)}
        />
        <TextField
          label="Until (UTC)"
          type="date"
          value={days.to ?? ""}
          onChange={(input) => set("to", input.target.value)}
        />
      </div>
    </search>
  );
}
