import type { Session } from "@liveotter/contracts/promoter/session";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { answer, explain } from "../api/answer.ts";
import { api } from "../api/api.ts";
import { forgetWhatWasRead, queryClient } from "../api/query-client.ts";
import { sessionKey, sessionQuery } from "../api/session.ts";
import { SignInForm } from "../features/sign-in/sign-in-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { tell } from "../ui/toast.tsx";
import { IndexingNotice } from "./indexing-notice.tsx";
import { OfflineNotice } from "./offline-notice.tsx";

/** Around every page of somebody who is in: where one is, for whom one acts, and the way elsewhere. */
export function Shell() {
  const { data: session } = useQuery(sessionQuery);
  // The last one known stays while nobody is signed in: the page, and what was typed on it, waits underneath.
  const last = useRef<Session | null>(null);
  if (session !== null && session !== undefined) last.current = session;
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const known = last.current;
  useOrganisation(known?.promoter?.id);
  if (known === null) return null;
  if (known.promoter === null) return <Navigate to="/welcome" replace />;
  return (
    <div className="studio">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="topbar">
        <Brand />
        <Button tone="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          Menu
        </Button>
      </header>
      <Dialog open={open} onClose={() => setOpen(false)} title="Menu" shape="drawer">
        <Navigation session={known} onGo={() => setOpen(false)} />
      </Dialog>
      <header className="side">
        <Brand />
        <Navigation session={known} onGo={() => {}} />
      </header>
      <main id="content" tabIndex={-1}>
        <OfflineNotice />
        <div className="wrap" key={known.promoter.id}>
          {pathname.startsWith("/events") && <IndexingNotice />}
          <Outlet />
        </div>
      </main>
      <SignInAgain open={session === null} last={known} />
    </div>
  );
}

/** Nothing of one organisation may be seen while acting for another, wherever it was switched. */
function useOrganisation(id: string | undefined): void {
  const navigate = useNavigate();
  const before = useRef(id);
  useEffect(() => {
    if (before.current !== undefined && before.current !== id) {
      forgetWhatWasRead();
      void navigate({ to: "/events", search: {} });
    }
    before.current = id;
  }, [id, navigate]);
}

function Brand() {
  return (
    <Link to="/events" search={{}} className="brand">
      <img src="/favicon.svg" alt="" width="32" height="32" />
      <span>
        LiveOtter <span className="soft">Studio</span>
      </span>
    </Link>
  );
}

function Navigation({ session, onGo }: { readonly session: Session; readonly onGo: () => void }) {
  return (
    <>
      <Organisations session={session} onGo={onGo} />
      <nav aria-label="Main">
        <ul role="list">
          <li>
            <Link to="/events" search={{}} activeOptions={{ includeSearch: false }} onClick={onGo}>
              Events
            </Link>
          </li>
          <li>
            <Link to="/orders" search={{}} activeOptions={{ includeSearch: false }} onClick={onGo}>
              Orders
            </Link>
          </li>
          <li>
            <Link to="/series" onClick={onGo}>
              Series
            </Link>
          </li>
          <li>
            <Link to="/imports" onClick={onGo}>
              Imports
            </Link>
          </li>
        </ul>
        <h2 id="nav-money">Money</h2>
        <ul role="list" aria-labelledby="nav-money">
          <li>
            <Link to="/refunds" search={{}} activeOptions={{ includeSearch: false }} onClick={onGo}>
              Refunds
            </Link>
          </li>
          {session.promoter?.role === "owner" && (
            <>
              <li>
                <Link to="/payouts" search={{}} activeOptions={{ includeSearch: false }} onClick={onGo}>
                  Payouts
                </Link>
              </li>
              <li>
                <Link to="/ledger" search={{}} activeOptions={{ includeSearch: false }} onClick={onGo}>
                  Ledger
                </Link>
              </li>
            </>
          )}
        </ul>
        <h2 id="nav-organisation">Organisation</h2>
        <ul role="list" aria-labelledby="nav-organisation">
          <li>
            <Link to="/team" onClick={onGo}>
              Team
            </Link>
          </li>
          <li>
            <Link to="/audit" search={{}} onClick={onGo}>
              Audit log
            </Link>
          </li>
          <li>
            <Link to="/deliveries" onClick={onGo}>
              Deliveries
            </Link>
          </li>
          <li>
            <Link to="/organisation" activeOptions={{ exact: true }} onClick={onGo}>
              Settings
            </Link>
          </li>
        </ul>
      </nav>
      <Person session={session} onGo={onGo} />
    </>
  );
}

function Organisations({ session, onGo }: { readonly session: Session; readonly onGo: () => void }) {
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: (promoterId: string) => answer(api.changeSession({ promoterId })),
    onSuccess: (next) => {
      queryClient.setQueryData(sessionKey, next);
      onGo();
      tell(`You now act for ${next.promoter?.name ?? ""}.`);
    },
    onError: (error) => tell(explain(error)),
  });
  return (
    <Menu
      label={`Organisation: ${session.promoter?.name ?? ""}`}
      className="organisation"
      trigger={
        <>
          <bdi>{session.promoter?.name}</bdi>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M6 8l4-4 4 4M6 12l4 4 4-4" />
          </svg>
        </>
      }
    >
      <MenuChoice
        label="Act for"
        value={session.promoter?.id ?? ""}
        onChange={(promoterId) => {
          if (promoterId !== session.promoter?.id) change.mutate(promoterId);
        }}
        options={session.promoters.map(({ id, name, role }) => ({ value: id, label: name, note: role }))}
      />
      <MenuSeparator />
      <MenuItem
        onSelect={() => {
          onGo();
          void navigate({ to: "/organisation/new" });
        }}
      >
        New organisation…
      </MenuItem>
    </Menu>
  );
}

function Person({ session, onGo }: { readonly session: Session; readonly onGo: () => void }) {
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => answer(api.signOut()),
    onSuccess: async () => {
      onGo();
      await navigate({ to: "/sign-in", search: {}, replace: true });
      queryClient.clear();
      sessionStorage.clear();
      queryClient.setQueryData(sessionKey, null);
    },
    onError: (error) => tell(explain(error)),
  });
  return (
    <div className="person">
      <Link to="/account" onClick={onGo}>
        <bdi>{session.user.name}</bdi>
        <span className="note">{session.user.email}</span>
      </Link>
      <Button tone="plain" busy={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </Button>
    </div>
  );
}

/** The session ended while a page was open: signing in again goes on where one was. */
function SignInAgain({ open, last }: { readonly open: boolean; readonly last: Session }) {
  const [dismissed, setDismissed] = useState(false);
  useEffect(() => {
    if (!open) setDismissed(false);
  }, [open]);
  return (
    <Dialog
      open={open && !dismissed}
      onClose={() => setDismissed(true)}
      title="You were signed out"
      description="Sign in again to go on where you are. What you typed is still here."
    >
      <SignInForm
        email={last.user.email}
        onDone={(session) => {
          // Somebody else, or for somebody else: nothing on this page is theirs.
          if (session.user.id !== last.user.id || session.promoter?.id !== last.promoter?.id)
            location.assign("/events");
          else void queryClient.invalidateQueries();
        }}
      />
    </Dialog>
  );
}
