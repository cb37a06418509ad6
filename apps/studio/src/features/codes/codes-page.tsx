import type { Code, CodeState } from "@liveotter/contracts/promoter/codes";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, explain, shortageOf } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { usePages } from "../../api/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { EventFrame } from "../../ui/event-frame.tsx";
import { FromCarts } from "../../ui/from-carts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { counted, formatCount, formatMoney } from "../../ui/money.ts";
import { More } from "../../ui/more.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { tell } from "../../ui/toast.tsx";
import { Instant } from "../../ui/when.tsx";
import { ChangeCodeDialog } from "./change-code-dialog.tsx";
import { effectText } from "./code-form.ts";
import { NewCodesDialog } from "./new-codes-dialog.tsx";

const route = getRouteApi("/inside/events/$id/codes");

const STATES: Readonly<Record<CodeState, { readonly label: string; readonly tone: string }>> = {
  open: { label: "Open", tone: "good" },
  upcoming: { label: "Not yet", tone: "wait" },
  expired: { label: "Expired", tone: "past" },
  "used-up": { label: "Used up", tone: "past" },
  disabled: { label: "Off", tone: "past" },
};

function columnsFor(event: MyEvent, onChange: (id: string) => void): Column<Code>[] {
  return [
    {
      id: "code",
      header: "Code",
      cell: ({ row: { original } }) => (
        <div>
          <strong className="mono">{original.code}</strong>
          {original.tag !== "" && (
            <span className="note">
              <Link from="/events/$id/codes" to="/events/$id/codes" search={{ tag: original.tag }}>
                <bdi>{original.tag}</bdi>
              </Link>
            </span>
          )}
        </div>
      ),
    },
    { id: "what", header: "What it does", cell: ({ row }) => <What code={row.original} event={event} /> },
    {
      id: "used",
      header: "Used",
      cell: ({ row: { original } }) => (
        <span className="number">
          {formatCount(original.used)}
          {original.maxUses !== null && ` of ${formatCount(original.maxUses)}`}
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      cell: ({ row: { original } }) => (
        <div>
          <span className={`status ${STATES[original.state].tone}`}>{STATES[original.state].label}</span>
          {original.state === "upcoming" && original.validFrom !== null && (
            <span className="note">
              from <Instant at={original.validFrom.at} zone={event.sales.zone} />
            </span>
          )}
          {original.state === "open" && original.validUntil !== null && (
            <span className="note">
              until <Instant at={original.validUntil.at} zone={event.sales.zone} />
            </span>
          )}
        </div>
      ),
    },
    {
      id: "actions",
      header: actionsHeader,
      cell: ({ row: { original } }) => <Actions eventId={event.id} code={original} onChange={onChange} />,
    },
  ];
}

function What({ code, event }: { readonly code: Code; readonly event: MyEvent }) {
  const names = event.ticketTypes.filter(({ id }) => code.ticketTypeIds?.includes(id)).map(({ name }) => name);
  const quota = event.quotas.find(({ id }) => id === code.blocksQuotaId);
  const lines = [
    effectText(code, (minor) => formatMoney(minor, event.currency)),
    code.opensHidden ? "opens hidden types" : "",
    code.opensPresale ? "opens the presale" : "",
    quota === undefined ? "" : `kept free in ${quota.name}`,
    code.bypassesQuotas ? "needs no room" : "",
  ].filter((line) => line !== "");
  return (
    <div>
      <bdi>{lines.length === 0 ? "Counts who uses it" : lines.join(", ")}</bdi>
      {names.length > 0 && (
        <span className="note">
          for <bdi>{names.join(", ")}</bdi>
        </span>
      )}
    </div>
  );
}

interface ActionsProps {
  readonly eventId: string;
  readonly code: Code;
  readonly onChange: (id: string) => void;
}

function Actions({ eventId, code, onChange }: ActionsProps) {
  const turn = useMutation({
    mutationFn: (more: { readonly alsoFromCarts?: boolean }) =>
      answer(api.changeCode(eventId, code.id, { disabled: !code.disabled, ...more }, { etag: `"${code.version}"` })),
    onSuccess: ({ disabled }) => tell(`${code.code} is ${disabled ? "off" : "on again"}.`),
    onError: (error) => shortageOf(error) === null && tell(explain(error)),
    onSettled: () => {
      for (const key of ["codes", "sales"]) void queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <>
      <Button tone="plain" aria-label={`Change ${code.code}`} onClick={() => onChange(code.id)}>
        Change
      </Button>
      <Button
        tone="plain"
        busy={turn.isPending}
        aria-label={`Turn ${code.code} ${code.disabled ? "on" : "off"}`}
        onClick={() => turn.mutate({})}
      >
        Turn {code.disabled ? "on" : "off"}
      </Button>
      <TurnOn
        code={code.code}
        error={turn.error}
        onClose={turn.reset}
        onConfirm={(alsoFromCarts) => turn.mutate({ alsoFromCarts })}
      />
    </>
  );
}

interface TurnOnProps {
  readonly code: string;
  readonly error: unknown;
  readonly onClose: () => void;
  readonly onConfirm: (alsoFromCarts: boolean) => void;
}

/** Shown when a blocking code could not be enabled because of carts. */
function TurnOn({ code, error, onClose, onConfirm }: TurnOnProps) {
  const [alsoFromCarts, setAlsoFromCarts] = useState(false);
  if (shortageOf(error) === null) return null;
  return (
    <Confirm
      open
      onClose={onClose}
      title={`${code} is still off`}
      description={explain(error)}
      action="Try again"
      tone="accent"
      onConfirm={() => onConfirm(alsoFromCarts)}
    >
      <FromCarts error={error} checked={alsoFromCarts} onChange={setAlsoFromCarts} />
    </Confirm>
  );
}

/** Promo, access and presale codes of an event. */
export function CodesPage() {
  const { id } = route.useParams();
  const { tag } = route.useSearch();
  const navigate = route.useNavigate();
  const [making, setMaking] = useState(false);
  return (
    <EventFrame
      eventId={id}
      title="Codes"
      actions={(event) => (
        <>
          <a className="button quiet" href={api.codesFile(id, { tag })} download>
            {tag === undefined ? "Download CSV" : "Download these"}
          </a>
          <Button onClick={() => setMaking(true)}>New codes…</Button>
          {making && (
            <NewCodesDialog
              event={event}
              onClose={() => setMaking(false)}
              onMade={(made) => {
                setMaking(false);
                tell("count" in made ? `${counted(made.count, "code")} made.` : `${made.code} is made.`);
                // One is the first of the list anyhow; many are found, and fetched, by their tag.
                void navigate({ search: "tag" in made ? { tag: made.tag } : {} });
              }}
            />
          )}
        </>
      )}
    >
      {(event) => <Codes event={event} />}
    </EventFrame>
  );
}

function Codes({ event }: { readonly event: MyEvent }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [changing, setChanging] = useState<string | null>(null);
  const codes = usePages(["codes", event.id, search], (cursor, options) =>
    api.listCodes(event.id, { ...search, cursor }, options),
  );
  const changed = codes.items.find(({ id }) => id === changing);
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <search className="list-filters">
        <SearchField
          label="Search codes"
          placeholder="Part of a code"
          asked={search.q}
          onAsk={(q) =>
            navigate({ search: ({ q: _, ...now }) => (q === undefined ? now : { ...now, q }), replace: true })
          }
        />
        {search.tag !== undefined && (
          <p className="actions">
            <span>
              Only codes tagged{" "}
              <strong>
                <bdi>{search.tag}</bdi>
              </strong>
            </span>
            <Button tone="quiet" onClick={() => navigate({ search: ({ tag: _, ...now }) => now, replace: true })}>
              Show all
            </Button>
          </p>
        )}
      </search>
      <Loaded read={codes.read}>
        {() =>
          codes.items.length === 0 ? (
            filtered ? (
              <Empty title="Nothing found">
                <p className="soft">No code is like that.</p>
                <Button tone="quiet" onClick={() => navigate({ search: {}, replace: true })}>
                  Show all codes
                </Button>
              </Empty>
            ) : (
              <Empty title="No codes yet">
                <p className="soft">
                  A code takes something off, opens what is hidden or the presale, or keeps places for whoever has it.
                </p>
              </Empty>
            )
          ) : (
            <div className={codes.stale ? "stale" : undefined}>
              <DataTable
                caption="Codes"
                columns={columnsFor(event, setChanging)}
                rows={codes.items}
                rowId={({ id }) => id}
              />
              <More more={codes.more} count={codes.items.length} />
            </div>
          )
        }
      </Loaded>
      {changed !== undefined && (
        <ChangeCodeDialog eventId={event.id} zone={event.sales.zone} code={changed} onClose={() => setChanging(null)} />
      )}
    </>
  );
}
