import type { MyAttendee } from "@liveotter/contracts/promoter/attendees";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../api/api.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/empty.tsx";
import { EventFrame } from "../../ui/event-frame.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { performanceName } from "../../ui/performance-name.ts";
import { SearchField } from "../../ui/search-field.tsx";

const route = getRouteApi("/inside/events/$id/attendees");

type Questions = readonly { readonly id: string; readonly label: string }[];

function columnsFor(event: MyEvent, questions: Questions): Column<MyAttendee>[] {
  return [
    {
      id: "who",
      header: "Who comes",
      cell: ({ row: { original } }) => (
        <div>
          <strong>
            <bdi>{original.name ?? original.email ?? "Nobody named"}</bdi>
          </strong>
          {original.name !== null && original.email !== null && <span className="note">{original.email}</span>}
        </div>
      ),
    },
    {
      id: "ticket",
      header: "Ticket",
      cell: ({ row: { original } }) => (
        <div>
          <bdi>{original.ticketType}</bdi>
          <span className="note">{performanceName(event, original.performanceId)}</span>
        </div>
      ),
    },
    {
      id: "answers",
      header: "Answers",
      cell: ({ row: { original } }) => {
        const given = questions.filter(({ id }) => original.answers[id] !== undefined);
        return given.length === 0 ? null : (
          <ul role="list" className="small">
            {given.map(({ id, label }) => (
              <li key={id}>
                <span className="soft">
                  <bdi>{label}</bdi>:
                </span>{" "}
                <bdi>{original.answers[id]}</bdi>
              </li>
            ))}
          </ul>
        );
      },
    },
    {
      id: "state",
      header: "State",
      cell: ({ row: { original } }) => (
        <span className={`status ${original.state === "valid" ? "good" : "past"}`}>
          {original.state === "valid" ? "Good" : "Void"}
        </span>
      ),
    },
    {
      id: "order",
      header: "Order",
      cell: ({ row: { original } }) => (
        <Link to="/orders/$id" params={{ id: original.order.id }} className="mono">
          {original.order.number}
        </Link>
      ),
    },
  ];
}

/** Who comes to an event, ticket by ticket. */
export function AttendeesPage() {
  const { id } = route.useParams();
  const { q: _, ...file } = route.useSearch();
  return (
    <EventFrame
      eventId={id}
      title="Attendees"
      actions={() => (
        <a className="button quiet" href={api.attendeesFile(id, file)} download>
          Download CSV
        </a>
      )}
    >
      {(event) => <Attendees event={event} />}
    </EventFrame>
  );
}

function Attendees({ event }: { readonly event: MyEvent }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const attendees = usePages(["attendees", event.id, search], (cursor, options) =>
    api.listAttendees(event.id, { ...search, cursor }, options),
  );
  const set = (change: typeof search) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ search: Object.fromEntries(next), replace: true });
  };
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <search className="list-filters">
        <SearchField
          label="Search attendees"
          placeholder="Name, e-mail address or order number"
          asked={search.q}
          onAsk={(q) => set({ q })}
        />
        <div className="filter-fields">
          {event.performances.length > 1 && (
            <SelectField
              label="Date"
              value={search.performanceId ?? ""}
              onChange={(select) => set({ performanceId: select.target.value })}
            >
              <option value="">Every date</option>
              {event.performances.map(({ id }) => (
                <option key={id} value={id}>
                  {performanceName(event, id)}
                </option>
              ))}
            </SelectField>
          )}
          <SelectField
            label="Ticket type"
            value={search.ticketTypeId ?? ""}
            onChange={(select) => set({ ticketTypeId: select.target.value })}
          >
            <option value="">Every type</option>
            {event.ticketTypes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Tickets"
            value={search.state ?? ""}
            onChange={({ target: { value } }) =>
              set({ state: value === "cancelled" || value === "all" ? value : undefined })
            }
          >
            <option value="">Good ones</option>
            <option value="cancelled">Void ones</option>
            <option value="all">Both</option>
          </SelectField>
        </div>
      </search>
      <Loaded read={attendees.read}>
        {() =>
          attendees.items.length === 0 ? (
            filtered ? (
              <Empty title="Nothing found">
                <p className="soft">Nobody is like that.</p>
                <Button tone="quiet" onClick={() => navigate({ search: {}, replace: true })}>
                  Show all attendees
                </Button>
              </Empty>
            ) : (
              <Empty title="Nobody yet">
                <p className="soft">Everybody with a ticket has a line here, guests included.</p>
              </Empty>
            )
          ) : (
            <div className={attendees.stale ? "stale" : undefined}>
              <DataTable
                caption="Attendees"
                columns={columnsFor(event, attendees.first?.questions ?? [])}
                rows={attendees.items}
                rowId={({ ticketId }) => ticketId}
              />
              <More more={attendees.more} count={attendees.items.length} />
            </div>
          )
        }
      </Loaded>
    </>
  );
}
