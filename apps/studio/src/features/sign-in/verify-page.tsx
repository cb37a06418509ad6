import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { answer, explain, passing } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey } from "../../api/session.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { pendingInvitation } from "./pending-invitation.ts";

const route = getRouteApi("/threshold/verify");

/** Asks before it confirms: programs that look through mail open links, too. */
export function VerifyPage() {
  const { token } = route.useSearch();
  const router = useRouter();
  const verify = useMutation({
    mutationFn: () => answer(api.verifyAccount({ token })),
    onSuccess: (session) => {
      queryClient.clear();
      queryClient.setQueryData(sessionKey, session);
      const invitation = pendingInvitation.read();
      router.history.push(invitation === null ? "/events" : `/invitation?token=${encodeURIComponent(invitation)}`);
    },
  });
  const spent = verify.error !== null && !passing(verify.error);
  return (
    <Page title="Confirm your address">
      <div className="stack">
        {verify.error !== null && (
          <Banner tone="stop">
            <p>
              {spent ? "This link does not work any more: it is used, too old, or cut off." : explain(verify.error)}
            </p>
          </Banner>
        )}
        {spent ? (
          <ul role="list" className="ways">
            <li>
              <Link to="/sign-in" search={{}}>
                Sign in
              </Link>
              , if you have confirmed it already
            </li>
            <li>
              <Link to="/sign-up">Create the account again</Link>, to get a new link
            </li>
          </ul>
        ) : (
          <>
            <p>One more click, and your account is ready.</p>
            <Button busy={verify.isPending} onClick={() => verify.mutate()}>
              {verify.isPending ? "Confirming…" : "Confirm my address"}
            </Button>
          </>
        )}
      </div>
    </Page>
  );
}
