import type { Delivery, DeliveryConsumer, DeliveryList } from "@liveotter/contracts/promoter/deliveries";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { tell } from "../../ui/toast.tsx";
import { Ago } from "../../ui/when.tsx";

const KEY = ["deliveries"] as const;
const POLL_MS = 5000;

const CONSUMERS: readonly { readonly consumer: DeliveryConsumer; readonly label: string }[] = [
  { consumer: "search", label: "Fans’ search" },
  { consumer: "snapshot", label: "Copies at the edge" },
  { consumer: "cache", label: "Fans’ pages" },
  { consumer: "mail", label: "Mail" },
];
const nameOf = (consumer: DeliveryConsumer): string =>
  CONSUMERS.find((entry) => entry.consumer === consumer)?.label ?? consumer;

const columns: Column<Delivery>[] = [
  { id: "where", header: "To", cell: ({ row }) => nameOf(row.original.consumer) },
  {
    id: "what",
    header: "About",
    cell: ({ row: { original } }) =>
      original.eventId === null ? (
        original.topic
      ) : (
        <Link to="/events/$id" params={{ id: original.eventId }}>
          <bdi>{original.eventName ?? "An event"}</bdi>
        </Link>
      ),
  },
  {
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => (
      <div>
        <span className={`status ${original.state}`}>{original.state === "parked" ? "Set aside" : "Waiting"}</span>
        <p className="soft small">
          {original.attempts === 1 ? "1 attempt" : `${original.attempts} attempts`}
          {original.lastError !== null && `: ${original.lastError}`}
        </p>
      </div>
    ),
  },
  { id: "since", header: "Since", cell: ({ row }) => <Ago at={row.original.since} /> },
  { id: "actions", header: actionsHeader, cell: ({ row }) => <Replay delivery={row.original} /> },
];

export function DeliveriesPage() {
  const [state, setState] = useState<"waiting" | "parked" | undefined>(undefined);
  const deliveries = usePages([...KEY, state], (cursor, options) => api.listDeliveries({ state, cursor }, options), {
    pollMs: () => POLL_MS,
  });
  return (
    <Page
      title="Deliveries"
      lede="What you save is safe at once. Search, pages, copies and mails follow, mostly within seconds: here is what has not arrived yet."
    >
      <Loaded read={deliveries.read}>
        {() => (
          <>
            {deliveries.first !== undefined && <Backlog backlog={deliveries.first.backlog} />}
            <section className="section" aria-labelledby="on-their-way">
              <h2 id="on-their-way">On their way</h2>
              <ul role="list" className="chips" aria-label="By state">
                {([undefined, "waiting", "parked"] as const).map((each) => (
                  <li key={each ?? "all"}>
                    <button type="button" className="chip" aria-pressed={state === each} onClick={() => setState(each)}>
                      {each === undefined ? "All" : each === "parked" ? "Set aside" : "Waiting"}
                    </button>
                  </li>
                ))}
              </ul>
              {deliveries.items.length === 0 ? (
                <Empty title="All delivered">
                  <p className="soft">Fans see the latest of everything.</p>
                </Empty>
              ) : (
                <>
                  <DataTable
                    caption="Deliveries on their way"
                    columns={columns}
                    rows={deliveries.items}
                    rowId={({ id }) => id}
                  />
                  <More more={deliveries.more} count={deliveries.items.length} />
                </>
              )}
            </section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Backlog({ backlog }: Pick<DeliveryList, "backlog">) {
  return (
    <dl className="tallies">
      {CONSUMERS.map(({ consumer, label }) => {
        const { waiting, parked, oldest } = backlog[consumer];
        return (
          <div key={consumer}>
            <dt>{label}</dt>
            <dd>
              {waiting === 0 && parked === 0 ? "Up to date" : `${waiting} waiting`}
              {parked > 0 && <p className="fault">{parked} set aside</p>}
              {oldest !== null && (
                <p className="soft small">
                  oldest <Ago at={oldest} />
                </p>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Replay({ delivery }: { readonly delivery: Delivery }) {
  const replay = useMutation({
    mutationFn: () => answer(api.replayDelivery(delivery.id)),
    onSuccess: ({ state }) => tell(state === "done" ? "It had arrived already." : "It is being tried again."),
    onError: (error) => tell(explain(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
  if (delivery.state !== "parked") return null;
  return (
    <Button
      tone="quiet"
      busy={replay.isPending}
      aria-label={`Try again: ${nameOf(delivery.consumer)}, ${delivery.eventName ?? delivery.topic}`}
      onClick={() => replay.mutate()}
    >
      Try again
    </Button>
  );
}
