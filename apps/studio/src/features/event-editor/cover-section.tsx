import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { CallError, explain, fieldErrors, refusal, type Tagged, tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Button } from "../../ui/button.tsx";
import { Cover } from "../../ui/cover.tsx";
import { Section } from "./section.tsx";
import { useEditor, useEditorState, useReadOnly } from "./use-editor.ts";

const TYPES = "image/jpeg,image/png,image/webp";
const MOST_BYTES = 8 * 1024 * 1024;

/** The picture: uploaded, or drawn from the name. It is saved at once, and public at once where the event is. */
export function CoverSection() {
  const editor = useEditor();
  const event = useEditorState(({ session }) => session.event);
  const readOnly = useReadOnly();
  const input = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: (file: File | null) => changeCover(editor.state().session, file),
    onSuccess: ({ data, etag }) => editor.receive(data, etag),
    onError: (error) => {
      const newer = error instanceof Newer ? error.read : null;
      if (newer !== null) editor.receive(newer.data, newer.etag);
    },
  });
  const isPublic = event.status === "published" || event.status === "postponed";
  return (
    <Section name="cover" title="Cover">
      <div className="cover-edit">
        <Cover slug={event.slug} genre={event.genre} url={event.cover?.url ?? null} />
        <div className="stack">
          <p className="soft small">
            {event.cover === null
              ? "Drawn for you, until you upload one."
              : `${event.cover.width} × ${event.cover.height} pixels.`}{" "}
            JPEG, PNG or WebP, up to 8 MB and 6000 pixels a side.
            {isPublic && " A new one is public at once."}
          </p>
          {!readOnly && (
            <div className="actions">
              <input
                ref={input}
                type="file"
                aria-label="Picture to upload"
                accept={TYPES}
                hidden
                onChange={({ target }) => {
                  const [file] = target.files ?? [];
                  if (file !== undefined && !change.isPending) change.mutate(file);
                  target.value = "";
                }}
              />
              <Button tone="quiet" busy={change.isPending} onClick={() => input.current?.click()}>
                {change.isPending ? "Saving…" : event.cover === null ? "Upload a picture" : "Replace the picture"}
              </Button>
              {event.cover !== null && (
                <Button tone="plain" busy={change.isPending} onClick={() => change.mutate(null)}>
                  Remove it
                </Button>
              )}
            </div>
          )}
          {change.error !== null && (
            <p className="fault" role="alert">
              {coverFault(change.error)}
            </p>
          )}
        </div>
      </div>
    </Section>
  );
}

/** Somebody changed the event meanwhile, and its cover with it. */
class Newer extends Error {
  override readonly name = "Newer";
  readonly read: Tagged<MyEvent>;

  constructor(read: Tagged<MyEvent>) {
    super("there is another cover by now");
    this.read = read;
  }
}

/** Once more from a newer version, unless that has another cover: nobody's is overwritten unseen. */
async function changeCover({ event, etag }: { readonly event: MyEvent; readonly etag: string }, file: File | null) {
  if (file !== null && file.size > MOST_BYTES) throw new TooLarge();
  const send = (tag: string) =>
    tagged(file === null ? api.removeCover(event.id, { etag: tag }) : api.replaceCover(event.id, file, { etag: tag }));
  try {
    return await send(etag);
  } catch (error) {
    if (refusal(error) !== "precondition-failed") throw error;
    const read = await tagged(api.readEvent(event.id));
    if (read.data.cover?.url !== event.cover?.url) throw new Newer(read);
    return await send(read.etag);
  }
}

class TooLarge extends Error {
  override readonly name = "TooLarge";
}

function coverFault(error: unknown): string {
  if (error instanceof TooLarge) return "This file is larger than 8 MB.";
  if (error instanceof Newer)
    return "Somebody else changed the cover just now. This is theirs: choose again if you like.";
  const [first] = fieldErrors(error);
  if (first !== undefined) return first.detail;
  return error instanceof CallError ? (error.problem?.detail ?? explain(error)) : explain(error);
}
