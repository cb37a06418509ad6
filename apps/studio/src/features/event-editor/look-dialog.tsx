import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Instant } from "../../ui/when.tsx";
import { isDirty } from "./model/edit-session.ts";
import { useEditor, useEditorState } from "./use-editor.ts";

/** Ways to see the event as fans do: what is saved, past all caches, by a signed link; and the public page itself. */
export function LookDialog({ onClose }: { readonly onClose: () => void }) {
  const editor = useEditor();
  const { event } = useEditorState(({ session }) => session);
  const dirty = useEditorState(({ session }) => isDirty(session));
  const preview = useQuery({
    queryKey: ["preview", event.id],
    queryFn: async ({ signal }) => {
      if (editor.savesWhileTyping) await editor.save();
      return answer(api.createPreview(event.id, { signal }));
    },
    // Each is good for an hour, and each look gets one of its own.
    staleTime: 0,
    gcTime: 0,
  });
  const isPublic = event.status !== "draft" && event.status !== "archived";
  return (
    <Dialog open onClose={onClose} title="Look at it as fans do">
      <Loaded read={preview} skeleton={<Skeleton lines={2} />}>
        {({ url, expiresAt }) => (
          <div className="stack">
            <p>
              <a href={url} target="_blank" rel="noreferrer">
                Open the preview
              </a>
            </p>
            <p className="small soft">
              It shows what is saved now, past all caches, to whoever has the link. Until <Instant at={expiresAt} />.
            </p>
            {dirty && <p className="small">Some of your changes are not saved, and not in it.</p>}
            {isPublic && (
              <p>
                <a href={`${new URL(url).origin}/events/${event.slug}`} target="_blank" rel="noreferrer">
                  Open the public page
                </a>
              </p>
            )}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
