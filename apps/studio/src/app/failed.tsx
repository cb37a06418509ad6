import { Link, useRouter } from "@tanstack/react-router";
import { CallError, explain, passing } from "../api/answer.ts";
import { editsAreLeft, KEPT } from "../features/event-editor/edits-left.ts";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";

/** A page that could not be shown, within what is around it. */
export function Failed({ error }: { readonly error: unknown }) {
  const router = useRouter();
  const again = passing(error);
  return (
    <Page title="This page did not load">
      <div className="stack">
        <p className="soft">
          {error instanceof CallError
            ? explain(error)
            : "Part of the studio did not load: the connection may be gone, or there is a new version."}
        </p>
        {editsAreLeft(location.pathname) && <p>{KEPT}</p>}
        <Button onClick={() => (again ? router.invalidate() : location.reload())}>
          {again ? "Try again" : "Reload"}
        </Button>
      </div>
    </Page>
  );
}

/** As `Failed`, with nothing around it: not even who is signed in could be told. */
export function FailedAlone({ error }: { readonly error: unknown }) {
  return (
    <main id="content" className="wrap lone">
      <Failed error={error} />
    </main>
  );
}

/** No page has this address. */
export function Missing() {
  return (
    <main id="content" className="wrap lone">
      <Page title="No such page">
        <div className="stack">
          <p className="soft">The address may be mistyped, or what was here is gone.</p>
          <Link to="/events" className="button">
            To your events
          </Link>
        </div>
      </Page>
    </main>
  );
}
