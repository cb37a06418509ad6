import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey, sessionQuery } from "../../api/session.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { OrganisationForm } from "./organisation-form.tsx";

/** Somebody is in, but acts for no organisation yet. */
export function WelcomePage() {
  const { data: session } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const choose = useMutation({
    mutationFn: (promoterId: string) => answer(api.changeSession({ promoterId })),
    onSuccess: (next) => {
      queryClient.setQueryData(sessionKey, next);
      return navigate({ to: "/events", search: {} });
    },
  });
  const signOut = useMutation({
    mutationFn: () => answer(api.signOut()),
    onSuccess: async () => {
      await navigate({ to: "/sign-in", search: {} });
      queryClient.clear();
    },
  });
  const error = choose.error ?? signOut.error;
  return (
    <Page title={`Welcome, ${session?.user.name ?? ""}`} lede="Events belong to an organisation. Which is yours?">
      <div className="stack">
        {error !== null && (
          <Banner tone="stop">
            <p>{explain(error)}</p>
          </Banner>
        )}
        {session?.promoters.map(({ id, name }) => (
          <Button key={id} tone="quiet" busy={choose.isPending} onClick={() => choose.mutate(id)}>
            <bdi>{name}</bdi>
          </Button>
        ))}
        <OrganisationForm />
        <p className="soft small">
          Does your organisation use LiveOtter already? Ask one of its owners to invite{" "}
          <bdi>{session?.user.email ?? "you"}</bdi>.
        </p>
        <Button tone="plain" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </div>
    </Page>
  );
}
