import type { OrderQuery } from "@liveotter/contracts/promoter/client";
import type { MyOrderSummary } from "@liveotter/contracts/promoter/orders";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/empty.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { counted, formatMoney } from "../../ui/money.ts";
import { More } from "../../ui/more.tsx";
import { OrderChip, orderStateName } from "../../ui/order-words.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Ago, Instant } from "../../ui/when.tsx";

type Search = Pick<OrderQuery, "q" | "state" | "kind" | "from" | "to">;

interface Props {
  /** Of one event alone; its times are then on the clocks of `zone`. */
  readonly event?: { readonly id: string; readonly zone: string };
  readonly search: Search;
  readonly onSearch: (search: Search) => void;
}

const STATES = [undefined, "paid", "pending", "partly-refunded", "refunded", "expired", "cancelled"] as const;

function columnsFor(zone: string | undefined): Column<MyOrderSummary>[] {
  const columns: Column<MyOrderSummary>[] = [
    {
      id: "number",
      header: "Order",
      cell: ({ row: { original } }) => (
        <Link to="/orders/$id" params={{ id: original.id }} className="row-link mono">
          {original.number}
        </Link>
      ),
    },
    { id: "who", header: "For", cell: ({ row }) => <Who order={row.original} /> },
    {
      id: "event",
      header: "Event",
      cell: ({ row: { original } }) => (
        <Link to="/events/$id/orders" params={{ id: original.eventId }} search={{}}>
          <bdi>{original.eventName}</bdi>
        </Link>
      ),
    },
    { id: "state", header: "State", cell: ({ row }) => <OrderChip state={row.original.state} /> },
    { id: "total", header: "Total", cell: ({ row }) => <Total order={row.original} /> },
    {
      id: "placed",
      header: "Placed",
      cell: ({ row: { original } }) =>
        zone === undefined ? <Ago at={original.placedAt} /> : <Instant at={original.placedAt} zone={zone} />,
    },
  ];
  return zone === undefined ? columns : columns.filter(({ id }) => id !== "event");
}

function Who({ order }: { readonly order: MyOrderSummary }) {
  return (
    <div>
      <bdi>{order.name ?? order.email ?? "Nobody named"}</bdi>
      {order.name !== null && order.email !== null && <span className="note">{order.email}</span>}
    </div>
  );
}

function Total({ order }: { readonly order: MyOrderSummary }) {
  return (
    <div className="number">
      {order.kind === "guest" ? "Guest" : formatMoney(order.total, order.currency)}
      <span className="note">
        {counted(order.tickets, "ticket")}
        {order.refunded > 0 && ` · ${formatMoney(order.refunded, order.currency)} back`}
      </span>
    </div>
  );
}

/** Orders, found by what the address says. */
export function OrdersList({ event, search, onSearch }: Props) {
  const query = { ...search, ...(event !== undefined && { eventId: event.id }) };
  const orders = usePages(["orders", "list", query], (cursor, options) =>
    api.listOrders({ ...query, cursor }, options),
  );
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <Filters search={search} onSearch={onSearch} />
      <Loaded read={orders.read}>
        {() =>
          orders.items.length === 0 ? (
            filtered ? (
              <Empty title="Nothing found">
                <p className="soft">No order is like that.</p>
                <Button tone="quiet" onClick={() => onSearch({})}>
                  Show all orders
                </Button>
              </Empty>
            ) : (
              <Empty title="No orders yet">
                <p className="soft">Each has its line here from the moment it is placed, paid or not.</p>
              </Empty>
            )
          ) : (
            <div className={orders.stale ? "stale" : undefined}>
              <DataTable
                caption="Orders"
                columns={columnsFor(event?.zone)}
                rows={orders.items}
                rowId={({ id }) => id}
              />
              <More more={orders.more} count={orders.items.length} />
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Filters({ search, onSearch }: Pick<Props, "search" | "onSearch">) {
  const set = (change: Partial<Search>) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
    onSearch(Object.fromEntries(next));
  };
  const more = [search.kind, search.from, search.to].filter((value) => value !== undefined).length;
  return (
    <search className="list-filters">
      <SearchField
        label="Search orders"
        placeholder="Number, name or e-mail address"
        asked={search.q}
        onAsk={(q) => set({ q })}
      />
      <ul className="chips strip" aria-label="By state">
        {STATES.map((state) => (
          <li key={state ?? "all"}>
            <button type="button" className="chip" aria-pressed={search.state === state} onClick={() => set({ state })}>
              {state === undefined ? "All" : orderStateName(state)}
            </button>
          </li>
        ))}
      </ul>
      <details className="filters" open={more > 0 || undefined}>
        <summary>Days and kind{more > 0 && <span className="count"> ({more})</span>}</summary>
        <div className="filter-fields">
          <TextField
            label="Placed from"
            type="date"
            value={search.from ?? ""}
            onChange={(event) => set({ from: event.target.value })}
          />
          <TextField
            label="Placed until"
            type="date"
            value={search.to ?? ""}
            onChange={(event) => set({ to: event.target.value })}
          />
          <SelectField
            label="Kind"
            value={search.kind ?? ""}
            onChange={({ target: { value } }) =>
              set({ kind: value === "sale" || value === "guest" ? value : undefined })
            }
          >
            <option value="">Any</option>
            <option value="sale">Sold</option>
            <option value="guest">Guests</option>
          </SelectField>
        </div>
      </details>
    </search>
  );
}
