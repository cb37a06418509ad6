import type { SessionList } from "@liveotter/contracts/promoter/session";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { tell } from "../../ui/toast.tsx";
import { Ago } from "../../ui/when.tsx";
import { deviceName } from "./device-name.ts";

const KEY = ["sessions"] as const;
type Entry = SessionList["items"][number];

const columns: Column<Entry>[] = [
  {
    id: "device",
    header: "Device",
    cell: ({ row: { original } }) => (
      <div>
        {deviceName(original.userAgent)} {original.current && <span className="status published">This one</span>}
      </div>
    ),
  },
  { id: "since", header: "Signed in", cell: ({ row }) => <Ago at={row.original.createdAt} /> },
  { id: "seen", header: "Last used", cell: ({ row }) => <Ago at={row.original.lastSeenAt} /> },
  {
    id: "actions",
    header: actionsHeader,
    cell: ({ row }) => (row.original.current ? null : <End session={row.original} />),
  },
];

export function AccountPage() {
  const me = useQuery(sessionQuery);
  const sessions = useQuery({ queryKey: KEY, queryFn: ({ signal }) => answer(api.listSessions({ signal })) });
  const endOthers = useMutation({
    mutationFn: () => answer(api.endOtherSessions()),
    onSuccess: () => tell("Every other session is signed out."),
    onError: (error) => tell(explain(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Page title="Account">
      <Loaded read={me}>
        {(session) => (
          <dl className="facts">
            <div>
              <dt>Name</dt>
              <dd>
                <bdi>{session?.user.name}</bdi>
              </dd>
            </div>
            <div>
              <dt>E-mail address</dt>
              <dd>
                <bdi>{session?.user.email}</bdi>
              </dd>
            </div>
            <div>
              <dt>Password</dt>
              <dd>
                <Link to="/reset" search={{ token: "" }}>
                  Choose a new one by mail
                </Link>
              </dd>
            </div>
          </dl>
        )}
      </Loaded>
      <section className="section" aria-labelledby="sessions">
        <div className="section-head">
          <h2 id="sessions">Where you are signed in</h2>
          {(sessions.data?.items.length ?? 0) > 1 && (
            <Button tone="quiet" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
              Sign out everywhere else
            </Button>
          )}
        </div>
        <Loaded read={sessions}>
          {({ items }) => <DataTable caption="Sessions" columns={columns} rows={items} rowId={({ id }) => id} />}
        </Loaded>
      </section>
    </Page>
  );
}

function End({ session }: { readonly session: Entry }) {
  const end = useMutation({
    mutationFn: () => answer(api.endSession(session.id)),
    onSuccess: () => tell("That session is signed out."),
    onError: (error) => tell(explain(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Button
      tone="plain"
      aria-label={`Sign out ${deviceName(session.userAgent)}`}
      busy={end.isPending}
      onClick={() => end.mutate()}
    >
      Sign out
    </Button>
  );
}
