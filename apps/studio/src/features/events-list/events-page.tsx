import type { MyEventSummary } from "@liveotter/contracts/promoter/events";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { Cover } from "../../ui/cover.tsx";
import { type Column, DataTable, type Sorting } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/empty.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { StatusChip } from "../../ui/status-chip.tsx";
import { Ago, formatDay } from "../../ui/when.tsx";

const route = getRouteApi("/inside/events");

const STATUSES = [
  { status: undefined, label: "All" },
  { status: "draft", label: "Drafts" },
  { status: "published", label: "Published" },
  { status: "postponed", label: "Postponed" },
  { status: "cancelled", label: "Cancelled" },
  { status: "archived", label: "Archived" },
] as const;

const SORTS = { created: "Newest", changed: "Last changed", date: "Date", name: "Name" } as const;
type Sort = keyof typeof SORTS;
const isSort = (text: string): text is Sort => Object.hasOwn(SORTS, text);

const SORTED: Readonly<Record<Sort, Sorting | undefined>> = {
  created: undefined,
  changed: { column: "changed", direction: "descending" },
  date: { column: "date", direction: "ascending" },
  name: { column: "name", direction: "ascending" },
};

const columns: Column<MyEventSummary>[] = [
  {
    id: "name",
    header: "Event",
    cell: ({ row }) => <EventCell event={row.original} />,
  },
  { id: "status", header: "Status", cell: ({ row }) => <StatusChip status={row.original.status} /> },
  { id: "date", header: "Date", cell: ({ row }) => <DateCell event={row.original} /> },
  { id: "changed", header: "Last changed", cell: ({ row }) => <Ago at={row.original.changedAt} /> },
];

function EventCell({ event }: { readonly event: MyEventSummary }) {
  return (
    <div className="event-cell">
      <Cover slug={event.slug} genre={event.genre} url={event.coverUrl} />
      <div>
        <Link to="/events/$id" params={{ id: event.id }} className="row-link">
          <bdi>{event.name}</bdi>
        </Link>
        {event.next !== null && (
          <p className="soft small">
            <bdi>{event.next.city ?? "Online"}</bdi>
          </p>
        )}
      </div>
    </div>
  );
}

function DateCell({ event: { next, performanceCount } }: { readonly event: MyEventSummary }) {
  if (next === null) return <span className="soft">No date yet</span>;
  return (
    <div>
      <span className="nowrap">
        <time dateTime={next.date}>{formatDay(next.date)}</time>
        {next.time !== null && ` · ${next.time}`}
      </span>
      <p className="soft small">
        {next.zone.replaceAll("_", " ")}
        {performanceCount > 1 && ` · ${performanceCount} dates`}
      </p>
    </div>
  );
}

export function EventsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const events = usePages(["events", "list", search], (cursor, options) =>
    api.listEvents({ ...search, cursor }, options),
  );
  const filtered = Object.keys(search).some((name) => name !== "sort");
  const sort = search.sort ?? "created";
  const sortBy = (by: string) => {
    if (isSort(by)) void navigate({ search: (now) => ({ ...now, sort: by }), replace: true });
  };
  return (
    <Page
      title="Events"
      actions={
        <Link to="/events/new" className="button">
          New event
        </Link>
      }
    >
      <Filters sort={sort} onSort={sortBy} />
      <Loaded read={events.read} skeleton={<ListSkeleton />}>
        {() =>
          events.items.length === 0 ? (
            filtered ? (
              <NothingFound />
            ) : (
              <NoEvents />
            )
          ) : (
            <div className={events.stale ? "stale" : undefined}>
              <DataTable
                caption="Your events"
                columns={columns}
                rows={events.items}
                rowId={(event) => event.id}
                sorted={SORTED[sort]}
                sortable={["name", "date", "changed"]}
                onSort={sortBy}
              />
              <More more={events.more} count={events.items.length} />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function Filters({ sort, onSort }: { readonly sort: Sort; readonly onSort: (sort: string) => void }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (name: "from" | "to" | "seriesId", value: string) =>
    navigate({ search: ({ [name]: _, ...now }) => (value === "" ? now : { ...now, [name]: value }), replace: true });
  const series = useQuery({
    queryKey: ["series", "choices"],
    queryFn: ({ signal }) => answer(api.listSeries({ limit: 100 }, { signal })),
  });
  const chosen = [search.from, search.to, search.seriesId].filter((value) => value !== undefined).length;
  return (
    <search className="list-filters">
      <div className="list-find">
        <SearchField
          label="Search your events"
          placeholder="Name, tag, city or venue"
          asked={search.q}
          onAsk={(q) =>
            navigate({ search: ({ q: _, ...now }) => (q === undefined ? now : { ...now, q }), replace: true })
          }
        />
        <SelectField label="Sort by" value={sort} onChange={(event) => onSort(event.target.value)}>
          {Object.entries(SORTS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      <ul className="chips strip" aria-label="By status">
        {STATUSES.map(({ status, label }) => (
          <li key={label}>
            <Link
              from="/events"
              to="/events"
              className="chip"
              search={({ status: _, ...now }) => (status === undefined ? now : { ...now, status })}
              // Exactly this list: every one of them begins with that of all.
              activeOptions={{ exact: true, includeSearch: true }}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <details className="filters" open={chosen > 0 || undefined}>
        <summary>Dates and series{chosen > 0 && <span className="count"> ({chosen})</span>}</summary>
        <div className="filter-fields">
          <TextField
            label="From"
            type="date"
            value={search.from ?? ""}
            onChange={(event) => set("from", event.target.value)}
          />
          <TextField
            label="Until"
            type="date"
            value={search.to ?? ""}
            onChange={(event) => set("to", event.target.value)}
          />
          <SelectField
            label="Series"
            value={search.seriesId ?? ""}
            onChange={(event) => set("seriesId", event.target.value)}
          >
            <option value="">Any</option>
            {series.data?.items.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
      </details>
    </search>
  );
}

function NoEvents() {
  return (
    <Empty title="Your first event">
      <p className="soft">
        Begin with a name and save as you go: nobody sees an event before you publish it. Or bring what you have along.
      </p>
      <div className="actions">
        <Link to="/events/new" className="button">
          New event
        </Link>
        <Link to="/imports" className="button quiet">
          Import a file
        </Link>
      </div>
    </Empty>
  );
}

function NothingFound() {
  const navigate = route.useNavigate();
  return (
    <Empty title="Nothing found">
      <p className="soft">None of your events is like that.</p>
      <Button tone="quiet" onClick={() => navigate({ search: {} })}>
        Show all events
      </Button>
    </Empty>
  );
}

function ListSkeleton() {
  return (
    <div className="skeleton rows" role="status">
      <span className="visually-hidden">Loading your events</span>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton-row">
          <div className="skeleton-cover" />
          <div className="skeleton-line" />
        </div>
      ))}
    </div>
  );
}
