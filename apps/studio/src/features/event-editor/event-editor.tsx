import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { passing, tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { sessionQuery } from "../../api/session.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { EditorSkeleton } from "./editor-skeleton.tsx";
import { editsAreLeft, KEPT } from "./edits-left.ts";
import { OpenEditor } from "./open-editor.tsx";

/** How often somebody else's changes are looked for, while the window is looked at. */
const LOOK_AGAIN_MS = 20_000;

/** One event, changed in place. */
export function EventEditor({ eventId }: { readonly eventId: string }) {
  const { data: session } = useQuery(sessionQuery);
  // Who opened it: their edits stay theirs, whoever signs in later.
  const [userId, setUserId] = useState(session?.user.id ?? null);
  if (userId === null && session) setUserId(session.user.id);
  const read = useQuery({
    queryKey: ["event", eventId],
    queryFn: ({ signal }) => tagged(api.readEvent(eventId, { signal })),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnWindowFocus: "always",
  });
  // Once open, the editor itself says when the server cannot be reached.
  if (read.data !== undefined && userId !== null) return <OpenEditor read={read.data} userId={userId} />;
  return (
    <>
      <Loaded read={read} skeleton={<EditorSkeleton />}>
        {() => <EditorSkeleton />}
      </Loaded>
      {read.error !== null && passing(read.error) && editsAreLeft(location.pathname) && <p>{KEPT}</p>}
    </>
  );
}
