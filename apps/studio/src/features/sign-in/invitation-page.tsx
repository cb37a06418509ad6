import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey, sessionQuery } from "../../api/session.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { tell } from "../../ui/toast.tsx";
import { Instant } from "../../ui/when.tsx";
import { pendingInvitation } from "./pending-invitation.ts";

const route = getRouteApi("/threshold/invitation");

export function InvitationPage() {
  const { token } = route.useSearch();
  const session = useQuery(sessionQuery);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => answer(api.readInvitation(token, { signal })),
  });
  return (
    <Page title="You are invited">
      <Loaded read={invitation}>
        {({ organisation, email, role, expiresAt }) => (
          <div className="stack">
            <p>
              <strong>
                <bdi>{organisation.name}</bdi>
              </strong>{" "}
              invites <bdi>{email}</bdi> to run {role === "owner" ? "the organisation" : "its events"} as {role}.
            </p>
            <p className="soft">
              Open until <Instant at={expiresAt} />.
            </p>
            <Loaded read={session}>
              {(who) =>
                who === null ? (
                  <SignedOut token={token} />
                ) : who.user.email.toLowerCase() === email.toLowerCase() ? (
                  <Accept token={token} />
                ) : (
                  <SomebodyElse signedIn={who.user.email} invited={email} />
                )
              }
            </Loaded>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Accept({ token }: { readonly token: string }) {
  const navigate = useNavigate();
  const accept = useMutation({
    mutationFn: () => answer(api.acceptInvitation({ token })),
    onSuccess: (session) => {
      pendingInvitation.forget();
      queryClient.clear();
      queryClient.setQueryData(sessionKey, session);
      tell(`You now act for ${session.promoter?.name ?? "the organisation"}.`);
      return navigate({ to: "/events", search: {} });
    },
  });
  return (
    <>
      {accept.error !== null && (
        <Banner tone="stop">
          <p>{explain(accept.error)}</p>
        </Banner>
      )}
      <Button busy={accept.isPending} onClick={() => accept.mutate()}>
        {accept.isPending ? "Accepting…" : "Accept the invitation"}
      </Button>
    </>
  );
}

function SomebodyElse({ signedIn, invited }: { readonly signedIn: string; readonly invited: string }) {
  const signOut = useMutation({
    mutationFn: () => answer(api.signOut()),
    onSuccess: () => {
      sessionStorage.clear();
      queryClient.setQueryData(sessionKey, null);
    },
    onError: (error) => tell(explain(error)),
  });
  return (
    <>
      <Banner>
        <p>
          You are signed in as <bdi>{signedIn}</bdi>. Only <bdi>{invited}</bdi> can accept: sign out and in again with
          that address.
        </p>
      </Banner>
      <Button busy={signOut.isPending} onClick={() => signOut.mutate()}>
        {signOut.isPending ? "Signing out…" : "Sign out"}
      </Button>
    </>
  );
}

function SignedOut({ token }: { readonly token: string }) {
  const next = `/invitation?token=${encodeURIComponent(token)}`;
  return (
    <div className="actions">
      <Link to="/sign-in" search={{ next }} className="button">
        Sign in to accept
      </Link>
      <Link to="/sign-up" className="button quiet" onClick={() => pendingInvitation.keep(token)}>
        Create an account
      </Link>
    </div>
  );
}
