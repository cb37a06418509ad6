import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { forgetWhatWasRead } from "../../api/query-client.ts";
import { Page } from "../../ui/page.tsx";
import { SignInForm } from "./sign-in-form.tsx";

const route = getRouteApi("/threshold/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  return (
    <Page title="Sign in">
      <SignInForm
        onDone={() => {
          // A session may have ended on a page that somebody else had open.
          forgetWhatWasRead();
          router.history.push(next ?? "/events");
        }}
      />
      <ul role="list" className="ways">
        <li>
          <Link to="/reset" search={{ token: "" }}>
            Forgot your password?
          </Link>
        </li>
        <li>
          New here? <Link to="/sign-up">Create an account</Link>
        </li>
      </ul>
    </Page>
  );
}
