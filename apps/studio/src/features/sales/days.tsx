import type { SalesReport } from "@liveotter/contracts/promoter/sales";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatCount, formatMoney } from "../../ui/money.ts";
import { formatDay } from "../../ui/when.tsx";

type Day = SalesReport["days"][number];

const FIRST = 14;

interface Props {
  readonly report: SalesReport;
  readonly zone: string;
}

/** What came in day by day, as numbers with bars beside them: who does not see the bars misses nothing. */
export function Days({ report, zone }: Props) {
  const [all, setAll] = useState(false);
  const days = report.days.toReversed();
  const shown = all ? days : days.slice(0, FIRST);
  const most = Math.max(1, ...days.map(({ paid }) => paid));
  return (
    <section className="section" aria-labelledby="days">
      <div>
        <h2 id="days">Day by day</h2>
        <p className="soft small">
          Days on the clocks of <bdi>{zone.replaceAll("_", " ")}</bdi>, newest first.
        </p>
      </div>
      {days.length === 0 ? (
        <p className="soft">Nothing was sold yet.</p>
      ) : (
        <>
          <DataTable
            caption="Revenue, day by day"
            columns={columnsFor(report.currency, most)}
            rows={shown}
            rowId={({ date }) => date}
          />
          {shown.length < days.length && (
            <div className="actions">
              <Button tone="quiet" onClick={() => setAll(true)}>
                Show all {formatCount(days.length)} days
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

const columnsFor = (currency: string, most: number): Column<Day>[] => [
  {
    id: "date",
    header: "Day",
    cell: ({ row }) => <time dateTime={row.original.date}>{formatDay(row.original.date)}</time>,
  },
  {
    id: "tickets",
    header: "Tickets",
    cell: ({ row }) => <span className="number">{formatCount(row.original.tickets)}</span>,
  },
  {
    id: "paid",
    header: "Paid",
    cell: ({ row: { original } }) => (
      <div className="fill">
        <span className="number">{formatMoney(original.paid, currency)}</span>
        <progress aria-hidden="true" max={most} value={original.paid} />
      </div>
    ),
  },
  {
    id: "refunded",
    header: "Given back",
    cell: ({ row: { original } }) =>
      original.refunded > 0 && <span className="number">{formatMoney(original.refunded, currency)}</span>,
  },
];
